package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Sends small pieces on a socket of epoll without the way through pipeline and outbound buffer, which costs about as much as all else that a
 * small request needs of Netty. Only while nothing waits there, so that order holds. On the channel's event loop only.
 */
public final class StraightWrite {
    private final EpollSocketChannel channel;
    private final Socket socket;

    private StraightWrite(EpollSocketChannel channel, Socket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /** Null on another transport. */
    public static @Nullable StraightWrite of(Channel channel) {
        return channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket socket
                ? new StraightWrite(epoll, socket)
                : null;
    }

    /** Whether nothing waits to be sent before. */
    public boolean isFree() {
        ChannelOutboundBuffer before = channel.unsafe().outboundBuffer();
        // Its isEmpty would not count what is written and not flushed.
        return before != null && before.totalPendingWriteBytes() == 0;
    }

    public Socket socket() {
        return socket;
    }

    /**
     * Sends what the kernel takes and moves {@code data}'s reader index behind it. What is left, for whatever reason, is to be written through the
     * channel, which meets a failure again and treats it as any other.
     */
    public void send(ByteBuf data) {
        if (!isFree() || !data.hasMemoryAddress()) return;
        try {
            int sent = socket.sendAddress(data.memoryAddress(), data.readerIndex(), data.writerIndex());
            if (sent > 0) data.skipBytes(sent);
        } catch (IOException broken) {
            // The write through the channel says so.
        }
    }
}
