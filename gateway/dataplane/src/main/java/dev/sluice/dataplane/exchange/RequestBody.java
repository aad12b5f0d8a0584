package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.UpstreamStream;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way to whichever upstream stream serves the request now. What was sent is kept for another try as long as it is small. On its
 * event loop only.
 */
final class RequestBody {
    /** More is not kept: the request cannot be tried again then. */
    static final int KEPT = 64 * 1024;
    private static final int COPIED = 4096;

    private final Deque<ByteBuf> kept = new ArrayDeque<>();
    private int keptBytes;
    private boolean keeping = true;
    private boolean whole = true;
    private boolean once;
    private boolean ended;
    private boolean closed;
    private @Nullable Headers trailers;
    private @Nullable UpstreamStream sink;

    RequestBody(boolean ended) {
        this.ended = ended;
    }

    /** Takes ownership. */
    void data(ByteBuf data) {
        UpstreamStream to = sink;
        if (closed) data.release();
        else if (to == null) keep(data);
        else {
            if (keeping) keep(data.retainedDuplicate());
            if (keptBytes > KEPT) stopKeeping();
            to.body(data);
        }
    }

    private void keep(ByteBuf data) {
        keptBytes += data.readableBytes();
        if (data.readableBytes() > COPIED) {
            kept.addLast(data);
            return;
        }
        // A small piece would pin the whole receive buffer that it is a slice of.
        kept.addLast(data.alloc().buffer(data.readableBytes()).writeBytes(data));
        data.release();
    }

    void end(@Nullable Headers newTrailers) {
        if (closed || ended) return;
        ended = true;
        trailers = newTrailers;
        UpstreamStream to = sink;
        if (to != null) to.end(newTrailers);
    }

    boolean ended() {
        return ended;
    }

    /** No body and no trailers at all: the head says it all. */
    boolean isEmpty() {
        return ended && kept.isEmpty() && whole && trailers == null;
    }

    /** Too much waits for an upstream: the client should pause. */
    boolean isFull() { return sink == null && keptBytes > KEPT; }

    /** Whether everything since the first byte can be sent once more. */
    boolean canReplay() {
        return whole && keeping;
    }

    /** Sends what is kept to {@code to}, and what follows. */
    void attach(UpstreamStream to) {
        boolean empty = isEmpty();
        sink = to;
        for (ByteBuf piece : kept) to.body(piece.retainedDuplicate());
        if (once || keptBytes > KEPT) stopKeeping();
        if (ended && !empty) to.end(trailers);
    }

    void detach() {
        sink = null;
    }

    /** The first try will be the only one: what waits for it is sent and not kept. */
    void stopKeepingOnceSent() {
        once = true;
    }

    /** No other try will be made. */
    void stopKeeping() {
        keeping = false;
        if (!kept.isEmpty()) whole = false;
        releaseKept();
    }

    void close() {
        closed = true;
        sink = null;
        releaseKept();
    }

    private void releaseKept() {
        for (ByteBuf piece : kept) piece.release();
        kept.clear();
        keptBytes = 0;
    }
}
