package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.ResponseHead;
import java.util.List;

/** Parses the head of a response (RFC 9112 section 4) from bytes that hold it whole. */
final class ResponseParser {
    private ResponseParser() {}

    /**
     * @param framing of the body, if one follows
     * @param persistent the upstream lets the connection live
     * @param websocket 101 only: it switches to WebSocket
     */
    record Parsed(ResponseHead head, Framing framing, boolean persistent, boolean websocket) {
        int status() {
            return head.status();
        }
    }

    /** Room for the fields that the gateway adds: {@code server}, {@code date}, {@code x-envoy-upstream-service-time}. */
    static final int SPARE = 160;

    /**
     * @param text taken over
     * @param length of the head, its empty last line included
     */
    static Parsed parse(byte[] text, int length) throws Malformed {
        int end = 0;
        while (text[end] != '\r') end++;
        int status = status(text, end);
        if (text[end + 1] != '\n') throw new Malformed("a bare CR in the status line");
        boolean http10 = text[7] == '0';
        var headers = Headers.over(text, length, 16);
        FieldLines.read(text, end + 2, length - 2, headers);
        Framing framing = Framing.take(headers, http10);
        HopByHop hop = HopByHop.take(headers, false);
        String upgrade = headers.get("upgrade");
        headers.remove("upgrade");
        headers.remove("te");
        checkBodiless(status, framing);
        boolean websocket = status == 101 && hop.upgrade && upgrade != null && HopByHop.elements(upgrade).equals(List.of("websocket"));
        boolean persistent = http10 ? hop.keepAlive && !hop.close : !hop.close;
        return new Parsed(new ResponseHead(status, headers, framing.chunked() ? -1 : framing.length()), framing, persistent, websocket);
    }

    private static int status(byte[] text, int end) throws Malformed {
        boolean version = end >= 12 && isHttp1(text)
                && (text[7] == '0' || text[7] == '1');
        if (!version || text[8] != ' ' || end > 12 && text[12] != ' ') throw new Malformed("the status line is malformed");
        int status = 0;
        for (int i = 9; i < 12; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) throw new Malformed("the status is not three digits");
            status = status * 10 + digit;
        }
        if (status < 100 || status > 999) throw new Malformed("the status is not three digits");
        for (int i = 12; i < end; i++) {
            if (!Octets.isValue(text[i])) throw new Malformed("the reason phrase holds a control character");
        }
        return status;
    }

    private static boolean isHttp1(byte[] text) {
        return text[0] == 'H' && text[1] == 'T' && text[2] == 'T' && text[3] == 'P' && text[4] == '/' && text[5] == '1' && text[6] == '.';
    }

    private static void checkBodiless(int status, Framing framing) throws Malformed {
        if ((status < 200 || status == 204) && (framing.chunked() || framing.length() > 0))
            throw new Malformed("a body announced with status " + status);
    }
}
