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

    /** Made when there is something to keep: most requests have no body. */
    private @Nullable Deque<ByteBuf> kept;
    /** The last of {@link #kept}, where it is ours to append to: those it was sent to see what it held then. */
    private @Nullable ByteBuf copied;
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
        Deque<ByteBuf> pieces = kept;
        if (pieces == null) {
            pieces = new ArrayDeque<>();
            kept = pieces;
        }
        if (data.readableBytes() > COPIED) {
            pieces.addLast(data);
            copied = null;
            return;
        }
        copy(data, pieces);
        data.release();
    }

    /** A small piece would pin the whole receive buffer that it is a slice of; and thousands of them must not cost a buffer each. */
    private void copy(ByteBuf data, Deque<ByteBuf> pieces) {
        ByteBuf last = copied;
        if (last != null && last.isWritable(data.readableBytes())) {
            last.writeBytes(data);
            return;
        }
        // The first is often the only one.
        int room = pieces.isEmpty() ? data.readableBytes() : COPIED;
        ByteBuf fresh = data.alloc().buffer(room, room).writeBytes(data);
        copied = fresh;
        pieces.addLast(fresh);
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
        return ended && isNothingKept() && whole && trailers == null;
    }

    private boolean isNothingKept() { return kept == null || kept.isEmpty(); }

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
        Deque<ByteBuf> pieces = kept;
        if (pieces != null) {
            for (ByteBuf piece : pieces) to.body(piece.retainedDuplicate());
        }
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
        if (!isNothingKept()) whole = false;
        releaseKept();
    }

    void close() {
        closed = true;
        sink = null;
        releaseKept();
    }

    private void releaseKept() {
        Deque<ByteBuf> pieces = kept;
        if (pieces != null) {
            for (ByteBuf piece : pieces) piece.release();
            pieces.clear();
        }
        copied = null;
        keptBytes = 0;
    }
}
