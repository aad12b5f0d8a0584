package dev.sluice.dataplane.http1;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Ends of a connection that do not destroy what was just written. */
final class LingeringClose {
    private LingeringClose() {}

    static void whenFlushed(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Tells the peer that no more will come (FIN, or close_notify in TLS) and leaves the other direction open. */
    static void endOutput(Channel channel) {
        endOutput(channel, () -> {
        });
    }

    /** @param flushed run when the peer's side has taken all that was written */
    static void endOutput(Channel channel, Runnable flushed) {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (tls != null) tls.closeOutbound();
            else if (channel instanceof DuplexChannel duplex) duplex.shutdownOutput();
            flushed.run();
        });
    }
}
