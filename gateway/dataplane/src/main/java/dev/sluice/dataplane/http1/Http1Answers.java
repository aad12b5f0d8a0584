package dev.sluice.dataplane.http1;

import io.netty.buffer.ByteBuf;

/** Answers to what never became a request: plain, and the last of their connection. */
final class Http1Answers {
    private Http1Answers() {}

    static void write(ByteBuf to, int status) {
        String reason = HeadWriter.reason(status);
        Outbound.ascii(to, "HTTP/1.1 " + status + " " + reason + "\r\ncontent-type: text/plain\r\ncontent-length: " + reason.length()
                + "\r\nconnection: close\r\n\r\n" + reason);
    }
}
