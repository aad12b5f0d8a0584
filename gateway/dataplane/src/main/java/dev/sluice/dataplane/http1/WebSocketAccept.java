package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The proof that an upstream has understood a WebSocket handshake (RFC 6455 section 4.2.2): without it no tunnel is opened. */
final class WebSocketAccept {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketAccept() {}

    static void check(Headers request, Headers response) throws Malformed {
        String key = request.first("sec-websocket-key");
        String accept = response.first("sec-websocket-accept");
        if (key == null || accept == null || !accept.equals(of(key)))
            throw new Malformed("101 without the handshake's Sec-WebSocket-Accept");
    }

    static String of(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }
}
