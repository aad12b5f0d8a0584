package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * How much of a connection's socket is read at once: much as a rule, since each read costs a system call; little where the rest of a large body is to stay in the
 * kernel. Belongs to one channel and is changed on its event loop only, or to several and is never changed.
 */
public final class ReadSize extends DefaultMaxMessagesRecvByteBufAllocator {
    private final int usual;
    private int now;

    /** @param usual in bytes */
    public ReadSize(int usual) {
        this.usual = usual;
        this.now = usual;
    }

    /** That of {@code channel}; null if it reads by another rule. */
    public static @Nullable ReadSize of(Channel channel) {
        return channel.config().getRecvByteBufAllocator() instanceof ReadSize own ? own : null;
    }

    /** The next reads take {@code bytes} at most. */
    public void limit(int bytes) {
        now = Math.min(bytes, usual);
    }

    public void unlimited() {
        now = usual;
    }

    @Override
    @SuppressWarnings("deprecation")
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return now;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return now == usual ? LoopBuffers.own().toRead(allocator, now) : allocator.directBuffer(now);
            }
        };
    }
}
