package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import org.jspecify.annotations.Nullable;

/** TLS of one connection whose handshake is complete, for the handlers behind it. On its event loop. */
public abstract class TlsLayer extends ChannelDuplexHandler {
    /** Null where {@code channel} speaks in clear text. */
    public static @Nullable TlsLayer of(Channel channel) {
        return channel.pipeline().get(TlsLayer.class);
    }

    /**
     * Encrypts and sends all of {@code text} at once, without the way through the pipeline.
     *
     * @return false if others wait to be sent before it, or it cannot be sent at all: then nothing of it was taken and nobody was told anything, and it is to be
     *         written as usual, which tells
     */
    public abstract boolean send(ByteBuf text);

    /** Tells the peer that no more will come (close_notify, RFC 8446 section 6.1) behind all that was written, and goes on reading. */
    public abstract void endOutput();
}
