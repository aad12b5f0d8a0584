package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Cuts a message's body out of the bytes of a connection, checking its framing in passing. Copies no data. */
abstract class BodyReader {
    /** The next piece of data, owned by the caller; null if {@code in} holds no more of it. Consumes nothing behind the body's end. */
    abstract @Nullable ByteBuf next(ByteBuf in) throws Malformed;

    /** Whether the whole body was read. */
    abstract boolean ended();

    /** What came behind a chunked body, unfiltered; null if nothing did. */
    @Nullable
    Headers trailers() {
        return null;
    }

    /** The peer has closed: whether that is the body's rightful end. */
    boolean endsWithConnection() {
        return false;
    }

    /** Bytes that will certainly follow; {@link Long#MAX_VALUE} if unknown. */
    long remaining() {
        return ended() ? 0 : Long.MAX_VALUE;
    }

    /** Whether the next {@link #remaining} bytes are the body's data and nothing else, so that they need not be looked at. */
    boolean isPlain() {
        return false;
    }

    /** So many bytes of it were taken elsewhere. */
    void skip(int bytes) {
        throw new IllegalStateException("not a plain body");
    }

    static BodyReader of(Framing framing) {
        return framing.chunked() ? new ChunkedBody() : new Fixed(Math.max(0, framing.length()));
    }

    /** A body of known length. */
    static final class Fixed extends BodyReader {
        private long remaining;

        Fixed(long length) {
            remaining = length;
        }

        @Override
        @Nullable
        ByteBuf next(ByteBuf in) {
            int take = (int) Math.min(remaining, in.readableBytes());
            if (take == 0) return null;
            remaining -= take;
            return in.readRetainedSlice(take);
        }

        @Override
        boolean ended() {
            return remaining == 0;
        }

        @Override
        long remaining() {
            return remaining;
        }

        @Override
        boolean isPlain() { return true; }

        @Override
        void skip(int bytes) {
            remaining -= bytes;
        }
    }

    /** A response that its connection's end ends, or a tunnel. */
    static final class UntilClose extends BodyReader {
        @Override
        @Nullable
        ByteBuf next(ByteBuf in) {
            return in.isReadable() ? in.readRetainedSlice(in.readableBytes()) : null;
        }

        @Override
        boolean ended() {
            return false;
        }

        @Override
        boolean endsWithConnection() {
            return true;
        }
    }
}
