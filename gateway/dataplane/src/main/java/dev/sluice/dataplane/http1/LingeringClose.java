package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.TlsLayer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;

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
        TlsLayer tls = TlsLayer.of(channel);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (tls != null) tls.endOutput();
            else if (!TlsLayer.isClear(channel)) channel.close();
            else if (channel instanceof DuplexChannel duplex) duplex.shutdownOutput();
            flushed.run();
        });
    }
}
