package dev.sluice.admin.rest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Kubernetes' {@code Warning: 299 - "text"} headers (RFC 7234 section 5.5): deduplicated, bounded, printable. */
final class WarningHeader {
    private static final int MAX_HEADERS = 20;
    private static final int MAX_TEXT = 500;
    private static final int MAX_TOTAL = 4_096;

    private WarningHeader() {}

    static List<String> values(List<String> texts) {
        var values = new ArrayList<String>();
        int total = 0;
        var distinct = new LinkedHashSet<>(texts);
        int left = distinct.size();
        for (String text : distinct) {
            String quoted = quote(text);
            if (values.size() == MAX_HEADERS - 1 && left > 1 || total + quoted.length() > MAX_TOTAL) {
                values.add("299 - \"... and " + left + " more warnings\"");
                return values;
            }
            values.add("299 - " + quoted);
            total += quoted.length();
            left--;
        }
        return values;
    }

    private static String quote(String text) {
        var out = new StringBuilder("\"");
        String shown = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else
                out.append(c >= ' ' && c < 127 ? c : c < ' ' ? ' ' : '?');
        }
        return out.append('"').toString();
    }
}
