package dev.sluice.dataplane.http2;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many of its streams a connection may cancel before the endpoint could take us for an attacker. Since rapid reset (CVE-2023-44487) servers end connections
 * that reset much, with all streams that run on them; Netty's, Vert.x's and gRPC's do beyond 200 within 30 s. A connection that has spent this budget gets no new
 * streams, so that even if all those it has are cancelled too it stays below. Pure: the caller says what time it is.
 */
final class ResetBudget {
    private static final int STRICT_ENDPOINTS_BEAR = 200;
    /** Less by the streams that may still be open. */
    private static final int MAX = STRICT_ENDPOINTS_BEAR - Http2ClientConnection.MAX_STREAMS - 10;
    /** Longer than theirs: resets may be held up on their way and arrive closer together. */
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(40);

    /** When the last resets were sent, as a ring; most connections never need it. */
    private long @Nullable [] sent;
    private int next;
    private boolean round;

    /** Notes a reset; false once no stream should be added to those of the connection. */
    boolean spend(long nowNanos) {
        long[] ring = sent;
        if (ring == null) {
            ring = new long[MAX];
            sent = ring;
        }
        ring[next] = nowNanos;
        next = (next + 1) % MAX;
        round |= next == 0;
        return !round || nowNanos - ring[next] > WINDOW_NANOS;
    }
}
