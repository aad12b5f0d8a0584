package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/** TLS of one connection whose handshake is complete, for the handlers behind it. On its event loop. */
public abstract class TlsLayer extends ChannelDuplexHandler {
    /** Null where {@code channel} speaks in clear text, or through Netty's handler, as clients of TLS do. */
    public static @Nullable TlsLayer of(Channel channel) {
        return channel.pipeline().get(TlsLayer.class);
    }

    /** Whether bytes may go from and to the socket of {@code channel} as they are. */
    public static boolean isClear(Channel channel) {
        return of(channel) == null && channel.pipeline().get(SslHandler.class) == null;
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
