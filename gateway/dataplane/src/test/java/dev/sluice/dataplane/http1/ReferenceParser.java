package dev.sluice.dataplane.http1;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A slow, plain reading of RFC 9112 (and what we narrow it to), by regular expressions over one text in which a char is a byte. It shares nothing with
 * the parser that serves.
 */
final class ReferenceParser {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*\"";
    private static final String ONE_EXTENSION = ";[ \\t]*" + TOKEN + "(?:[ \\t]*=[ \\t]*(?:" + TOKEN + "|" + QUOTED + "))?";
    private static final Pattern REQUEST_LINE = Pattern.compile("(" + TOKEN + ") ([\\x21\\x22\\x24-\\x7e]+) HTTP/1\\.1");
    private static final Pattern FIELD = Pattern.compile(
            "(" + TOKEN + "):[ \\t]*((?:[\\x21-\\x7e\\x80-\\xff](?:[\\t\\x20-\\x7e\\x80-\\xff]*[\\x21-\\x7e\\x80-\\xff])?)?)[ \\t]*");
    private static final Pattern SIZE_LINE = Pattern
            .compile("([0-9A-Fa-f]{1,16})((?:" + ONE_EXTENSION + "(?:[ \\t]*" + ONE_EXTENSION + ")*)?)\\r\\n");
    private static final Pattern HOST = Pattern
            .compile("(?:\\[(?=[^:\\]]*:[^:\\]]*:)[0-9a-fA-F:.]{2,}]|(?=\\.*[^.:])[A-Za-z0-9._~-]+)(?::([0-9]{1,5}))?");
    private static final Pattern ABSOLUTE = Pattern.compile("https?://([^/?]*)(.*)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> GUARDED = Set.of("host", "content-length", "transfer-encoding", "authorization", "proxy-authorization",
            "cookie", "set-cookie", "forwarded", "x-real-ip", "x-request-id", "content-type");
    private static final int MAX_EXTENSION = 256;

    private final String text;
    private final int maxHead;
    private final int maxLine;
    private final int maxFields;
    private int at;
    private final List<String> seen = new ArrayList<>();

    private ReferenceParser(String text, int maxHead, int maxLine, int maxFields) {
        this.text = text;
        this.maxHead = maxHead;
        this.maxLine = maxLine;
        this.maxFields = maxFields;
    }

    /** What a connection that gets {@code text} tells its handler, one line an event. */
    static List<String> read(String text, int maxHead, int maxLine, int maxFields) {
        var parser = new ReferenceParser(text, maxHead, maxLine, maxFields);
        try {
            while (parser.readOne()) {
                // The next one.
            }
        } catch (Refused refused) {
            parser.seen.add("refused");
        }
        return parser.seen;
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static void demand(boolean holds) throws Refused {
        if (!holds) throw new Refused();
    }

    private record Field(String name, String value) {}

    /** False if no more follows: the text is used up, or the connection ends behind this request. */
    private boolean readOne() throws Refused {
        if (text.startsWith("\r", at)) {
            if (at + 1 == text.length()) return false;
            demand(text.charAt(at + 1) == '\n');
            at += 2;
            demand(!text.startsWith("\r", at));
        }
        if (at == text.length()) return false;
        int end = headEnd();
        if (end < 0) return false;
        String head = text.substring(at, end);
        at = end;
        return readMessage(head);
    }

    private int headEnd() throws Refused {
        demand(text.substring(at, at + 1).matches(TOKEN));
        int lines = 0;
        for (int start = at;; lines++) {
            int newline = text.indexOf('\n', start);
            int known = (newline < 0 ? text.length() : newline + 1) - at;
            demand((lines > 0 || known <= maxLine) && known <= maxHead);
            if (newline < 0) return -1;
            demand(newline > start && text.charAt(newline - 1) == '\r');
            if (newline == start + 1) return newline + 1;
            demand(lines < maxFields + 1);
            start = newline + 1;
        }
    }

    private boolean readMessage(String head) throws Refused {
        String[] lines = head.substring(0, head.length() - 4).split("\r\n", -1);
        Matcher start = REQUEST_LINE.matcher(lines[0]);
        demand(start.matches());
        var fields = new ArrayList<Field>();
        for (int i = 1; i < lines.length; i++) fields.add(field(lines[i]));
        String method = start.group(1);
        String host = single(fields, "host");
        demand(host != null && isHost(host));
        String target = start.group(2);
        String authority = host;
        demand(!method.equals("CONNECT"));
        Matcher absolute = ABSOLUTE.matcher(target);
        if (absolute.matches()) {
            authority = absolute.group(1);
            demand(isHost(authority));
            target = absolute.group(2).isEmpty() ? method.equals("OPTIONS") ? "*" : "/" : absolute.group(2);
            if (target.startsWith("?")) target = "/" + target;
        } else
            demand(target.startsWith("/") || target.equals("*") && method.equals("OPTIONS"));
        for (Field one : fields)
            demand(!one.name.contains("_") || !Set.of("content-length", "transfer-encoding").contains(one.name.replace('_', '-')));
        String coding = single(fields, "transfer-encoding");
        String length = single(fields, "content-length");
        demand(coding == null || coding.equalsIgnoreCase("chunked"));
        demand(length == null || coding == null && length.matches("0|[1-9][0-9]{0,17}"));
        fields.removeIf(one -> Set.of("host", "transfer-encoding", "content-length").contains(one.name));
        List<String> options = list(fields, "connection");
        for (String option : options) {
            demand(option.matches(TOKEN));
            demand(!GUARDED.contains(option) && !option.startsWith("x-forwarded-") && !option.startsWith("x-envoy-"));
        }
        List<String> te = list(fields, "te");
        List<String> upgrade = list(fields, "upgrade");
        fields.removeIf(
                one -> Set.of("connection", "keep-alive", "proxy-connection", "http2-settings", "te", "upgrade").contains(one.name));
        fields.removeIf(one -> options.contains(one.name) && !Set.of("close", "keep-alive", "upgrade").contains(one.name));
        String expect = single(fields, "expect");
        demand(expect == null || expect.equalsIgnoreCase("100-continue"));
        boolean plain = coding == null && (length == null || length.equals("0"));
        boolean tunnel = upgrade.contains("websocket") && options.contains("upgrade") && method.equals("GET") && plain;
        seen.add(method + " " + target + " of " + authority + " te " + te.contains("trailers") + " upgrade " + tunnel + " "
                + fields.stream().map(one -> one.name + "=" + one.value).toList());
        boolean whole = coding != null ? chunked() : known(length == null ? 0 : Long.parseLong(length));
        return whole && !tunnel && !options.contains("close");
    }

    private static Field field(String line) throws Refused {
        Matcher matcher = FIELD.matcher(line);
        demand(matcher.matches());
        return new Field(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
    }

    private static @org.jspecify.annotations.Nullable String single(List<Field> fields, String name) throws Refused {
        List<Field> found = fields.stream().filter(one -> one.name.equals(name)).toList();
        demand(found.size() < 2);
        return found.isEmpty() ? null : found.getFirst().value;
    }

    private static List<String> list(List<Field> fields, String name) {
        return fields.stream().filter(one -> one.name.equals(name)).flatMap(one -> List.of(one.value.split(",", -1)).stream())
                .map(one -> one.replaceAll("^[ \\t]+|[ \\t]+$", "").toLowerCase(Locale.ROOT)).filter(one -> !one.isEmpty()).toList();
    }

    private static boolean isHost(String host) {
        Matcher matcher = HOST.matcher(host);
        if (!matcher.matches() || host.length() > 261) return false;
        if (matcher.group(1) == null) return true;
        int port = Integer.parseInt(matcher.group(1));
        return port >= 1 && port <= 65_535;
    }

    private boolean known(long length) {
        int take = (int) Math.min(length, text.length() - at);
        String body = text.substring(at, at + take);
        at += take;
        seen.add((take == length ? "whole " : "open ") + body);
        return take == length;
    }

    /** A chunked body; a faulty one adds what came before the fault. */
    private boolean chunked() throws Refused {
        var body = new StringBuilder();
        try {
            boolean whole = chunks(body);
            seen.add((whole ? "whole " : "open ") + body);
            return whole;
        } catch (Refused fault) {
            seen.add("broken " + body);
            return false;
        }
    }

    private boolean chunks(StringBuilder body) throws Refused {
        while (true) {
            int lineEnd = text.indexOf('\r', at);
            int semicolon = text.indexOf(';', at);
            int known = lineEnd < 0 ? text.length() : lineEnd;
            Matcher line = SIZE_LINE.matcher(text).region(at, text.length());
            boolean complete = line.lookingAt();
            if (!complete) {
                demand(line.hitEnd());
                String digits = text.substring(at).replaceAll("[^0-9A-Fa-f][\\s\\S]*", "");
                demand(digits.isEmpty() || new BigInteger(digits, 16).bitLength() < 64);
                demand(semicolon < 0 || semicolon > known || known - semicolon <= MAX_EXTENSION);
                return false;
            }
            demand(line.group(2).length() <= MAX_EXTENSION);
            var size = new BigInteger(line.group(1), 16);
            demand(size.bitLength() < 64);
            at = line.end();
            if (size.signum() == 0) return trailers();
            int take = size.min(BigInteger.valueOf(text.length() - at)).intValue();
            body.append(text, at, at + take);
            at += take;
            if (size.compareTo(BigInteger.valueOf(take)) > 0) return false;
            String behind = text.substring(at, Math.min(text.length(), at + 2));
            demand("\r\n".startsWith(behind));
            at += behind.length();
            if (behind.length() < 2) return false;
        }
    }

    private boolean trailers() throws Refused {
        var lines = new ArrayList<String>();
        while (true) {
            int newline = text.indexOf('\n', at);
            if (newline < 0) return false;
            demand(newline > at && text.charAt(newline - 1) == '\r');
            String line = text.substring(at, newline - 1);
            at = newline + 1;
            if (line.isEmpty()) break;
            lines.add(line);
        }
        for (String line : lines) field(line);
        return true;
    }
}
