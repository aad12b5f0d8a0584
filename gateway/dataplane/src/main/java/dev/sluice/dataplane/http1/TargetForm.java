package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Authority;
import org.jspecify.annotations.Nullable;

/**
 * A request target by its form (RFC 9112 section 3.2).
 *
 * @param target path and query, or {@code *}
 * @param authority of an absolute-form target, which replaces Host; else null
 */
record TargetForm(String target, @Nullable String authority) {
    static TargetForm of(String method, String text) throws Malformed {
        if (method.equals("CONNECT")) throw new Malformed("CONNECT is not served here");
        if (text.charAt(0) == '/') return new TargetForm(text, null);
        if (text.equals("*")) {
            if (!method.equals("OPTIONS")) throw new Malformed("the target * belongs to OPTIONS only");
            return new TargetForm(text, null);
        }
        int start = text.regionMatches(true, 0, "http://", 0, 7) ? 7 : text.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
        if (start < 0) throw new Malformed("the request target is neither a path nor an http URI");
        return absolute(method, text, start);
    }

    private static TargetForm absolute(String method, String text, int start) throws Malformed {
        int end = start;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') end++;
        String authority = text.substring(start, end);
        if (!Authority.isValid(authority)) throw new Malformed("the request target's authority is not a valid host");
        String rest = text.substring(end);
        if (rest.isEmpty()) rest = method.equals("OPTIONS") ? "*" : "/";
        else if (rest.charAt(0) == '?') rest = "/" + rest;
        return new TargetForm(rest, authority);
    }
}
