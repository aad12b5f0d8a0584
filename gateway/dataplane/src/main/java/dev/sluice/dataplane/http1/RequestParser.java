package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Authority;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parses the head of a request (RFC 9112 sections 3 and 5) from bytes that hold it whole. The gateway's first line of defence: nothing is mended. */
final class RequestParser {
    private static final String[] METHODS = {"GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE"};

    /** Room for the fields that the gateway adds: {@code x-forwarded-*}, {@code x-request-id} and the like. */
    static final int SPARE = 320;

    private final String scheme;
    private final boolean allowHttp10;
    /** The host of the last request: that of the next, as a rule. */
    private @Nullable String knownHost;

    /** @param allowHttp10 serve HTTP/1.0 instead of answering 426 */
    RequestParser(String scheme, boolean allowHttp10) {
        this.scheme = scheme;
        this.allowHttp10 = allowHttp10;
    }

    /**
     * @param keepAlive the client lets the connection live
     * @param expectsContinue the client waits for 100 before it sends the body
     */
    record Parsed(RequestHead head, Framing framing, boolean http10, boolean keepAlive, boolean expectsContinue) {
        boolean hasBody() {
            return framing.chunked() || framing.length() > 0;
        }
    }

    /**
     * @param text taken over
     * @param length of the head, its empty last line included
     */
    Parsed parse(byte[] text, int length) throws Malformed {
        int methodEnd = tokenEnd(text, 0);
        if (methodEnd == 0 || text[methodEnd] != ' ') throw new Malformed("the request line has no method");
        int target = methodEnd + 1;
        int targetEnd = target;
        while (Octets.isTarget(text[targetEnd])) targetEnd++;
        if (targetEnd == target || text[targetEnd] != ' ')
            throw new Malformed("the request target is missing or holds a forbidden character");
        int lineEnd = version(text, targetEnd + 1);
        boolean http10 = text[lineEnd - 1] == '0';
        var headers = Headers.over(text, length, 16);
        FieldLines.read(text, lineEnd + 2, length - 2, headers);
        if (http10 && !allowHttp10)
            throw headers.contains("transfer-encoding") ? new Malformed("Transfer-Encoding in HTTP/1.0") : new Malformed(426, "HTTP/1.0");
        String method = method(text, methodEnd);
        String host = takeHost(headers, http10);
        var form = TargetForm.of(method, new String(text, target, targetEnd - target, StandardCharsets.US_ASCII));
        Framing framing = Framing.take(headers, http10);
        HopByHop hop = HopByHop.take(headers, true);
        boolean trailers = takeTe(headers);
        boolean expects = expects(headers, http10);
        String upgrade = takeUpgrade(headers, hop, method, framing, http10);
        boolean keepAlive = http10 ? hop.keepAlive && !hop.close : !hop.close;
        @Nullable String named = form.authority();
        var head = new RequestHead(method, scheme, named == null ? host : named, form.target(), headers,
                framing.chunked()
                        ? -1
                        : Math.max(0,
                                framing.length()),
                trailers, upgrade);
        return new Parsed(head, framing, http10, keepAlive, expects);
    }

    private static int tokenEnd(byte[] text, int at) {
        int end = at;
        while (Octets.isToken(text[end])) end++;
        return end;
    }

    private static String method(byte[] text, int length) {
        for (String known : METHODS) {
            if (known.length() == length && matches(text, 0, known)) return known;
        }
        return new String(text, 0, length, StandardCharsets.US_ASCII);
    }

    private static boolean matches(byte[] text, int at, String wanted) {
        for (int i = 0; i < wanted.length(); i++) {
            if (text[at + i] != wanted.charAt(i)) return false;
        }
        return true;
    }

    /** The end of the request line, where its CR stands. */
    private static int version(byte[] text, int at) throws Malformed {
        int end = at;
        while (text[end] != '\r') end++;
        boolean wellFormed = end - at == 8 && matches(text, at, "HTTP/") && text[at + 6] == '.' && isDigit(text[at + 5])
                && isDigit(text[at + 7]);
        if (!wellFormed || text[end + 1] != '\n') throw new Malformed("the request line does not end with a version");
        if (text[at + 5] != '1' || text[at + 7] > '1') throw new Malformed(505, "a version of HTTP that is not served");
        return end;
    }

    private static boolean isDigit(byte one) {
        return one >= '0' && one <= '9';
    }

    private String takeHost(Headers headers, boolean http10) throws Malformed {
        int at = headers.find("host", 0);
        if (at < 0) {
            throw new Malformed(http10 ? "HTTP/1.0 without Host" : "no Host");
        }
        if (headers.find("host", at + 1) >= 0) throw new Malformed("more than one Host");
        String host = knownHost;
        if (host == null || !headers.valueIs(at, host)) {
            host = headers.value(at);
            if (!Authority.isValid(host)) throw new Malformed("Host is not a valid host");
            knownHost = host;
        }
        headers.removeAt(at);
        return host;
    }

    private static boolean takeTe(Headers headers) {
        String te = headers.get("te");
        if (te == null) return false;
        headers.remove("te");
        return HopByHop.elements(te).contains("trailers");
    }

    private static boolean expects(Headers headers, boolean http10) throws Malformed {
        int at = headers.find("expect", 0);
        if (at < 0) return false;
        if (headers.find("expect", at + 1) >= 0 || !headers.valueIsIgnoringCase(at, "100-continue"))
            throw new Malformed(417, "an unknown Expect");
        if (http10) headers.removeAt(at);
        return !http10;
    }

    /** Only WebSocket is switched to (RX-86); every other token, h2c among them, is taken out and the request served without it. */
    private static String takeUpgrade(Headers headers, HopByHop hop, String method, Framing framing, boolean http10) {
        String value = headers.get("upgrade");
        if (value == null) return "";
        headers.remove("upgrade");
        boolean asked = hop.upgrade && method.equals("GET") && !framing.chunked() && framing.length() <= 0 && !http10;
        if (!asked) return "";
        return HopByHop.elements(value).contains("websocket") ? "websocket" : "";
    }
}
