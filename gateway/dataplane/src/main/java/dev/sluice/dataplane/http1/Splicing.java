package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.ReadSize;
import dev.sluice.dataplane.http.TlsLayer;
import dev.sluice.dataplane.http.UpstreamEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Lets large bodies of an upstream connection pass inside the kernel, where the client's side can take them so. To leave them there the socket is read in small
 * pieces as long as one is expected or under way: if such a piece comes full, more waits, and that is moved. A slow upstream's small pieces are never
 * full, and go the usual way. On the connection's event loop only.
 */
final class Splicing {
    /** Below this the usual way is as cheap. */
    private static final int WORTH = 16 * 1024;
    private static final int PIECE = 2048;
    /** Of 64 KiB at most, between two reads: others of the loop have their turn, however fast both sides of this one are. */
    private static final int MOVES = 4;
    /** After so many requests a side that was refused is tried again. */
    private static final int ASKED_AGAIN = 32;

    private final Channel channel;
    private final ReadSize reads;
    private boolean full;
    /** Whether the last client's side takes bodies so, as far as is known; the next client may be another. */
    private boolean taken = true;
    private int refused;
    private boolean large;
    /** The client has more waiting than it takes: the rest of the body goes the usual way, in large reads. */
    private boolean usual;

    private Splicing(Channel channel, ReadSize reads) {
        this.channel = channel;
        this.reads = reads;
    }

    /** Null where it cannot be done: with TLS, on another transport. */
    static @Nullable Splicing of(Channel channel) {
        ReadSize reads = ReadSize.of(channel);
        boolean clear = TlsLayer.isClear(channel);
        return reads != null && clear && channel instanceof EpollSocketChannel ? new Splicing(channel, reads) : null;
    }

    /** A request goes out whose response is likely to be as the last one was. */
    void requested() {
        full = false;
        if (!taken && ++refused % ASKED_AGAIN == 0) taken = true;
        limit(large);
    }

    /** A response with a body of {@code length} bytes begins; -1 if it is not known. */
    void answered(long length) {
        large = length >= WORTH * 4;
        usual = false;
        if (!large) reads.unlimited();
    }

    void read(ByteBuf data) {
        full = !data.isWritable();
    }

    /** All that was read is handed on: what waits behind it may follow. {@code body} tells how much of that is its own. */
    void follow(BodyReader body, Http1ClientStream stream, UpstreamEvents events) {
        if (full && taken && !usual && isWorth(body)) {
            full = false;
            long before = body.remaining();
            taken = move(body, stream, events);
            usual = body.remaining() == before;
        }
        limit(!usual && isWorth(body));
    }

    private static boolean isWorth(BodyReader body) {
        return body.isPlain() && body.remaining() >= WORTH;
    }

    /** False if the client's side does not take bodies so. */
    private boolean move(BodyReader body, Http1ClientStream stream, UpstreamEvents events) {
        for (int moves = 0; moves < MOVES && !body.ended() && stream.wantsBody(); moves++) {
            int moved = events.waiting(channel, (int) Math.min(body.remaining(), Integer.MAX_VALUE));
            if (moved < 0) return false;
            if (moved == 0) break;
            body.skip(moved);
        }
        return true;
    }

    private void limit(boolean spare) {
        if (spare && taken) reads.limit(PIECE);
        else
            reads.unlimited();
    }
}
