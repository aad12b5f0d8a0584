package dev.sluice.dataplane.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Sees the reset of a connection that nobody reads from at the moment. When a peer hangs up, Netty's io_uring reads what has come, though nobody asked for it, and
 * stops as the socket is empty, just before its end (Netty 4.2.18). Where data comes unasked, one read more is made: that sees it.
 */
final class EndOfInput extends ChannelInboundHandlerAdapter {
    private boolean unasked;
    private boolean looking;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        unasked |= !ctx.channel().config().isAutoRead();
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // Not again for what the look itself brings: that would be reading on.
        looking = unasked && !looking;
        unasked = false;
        ctx.fireChannelReadComplete();
        if (looking) ctx.read();
    }
}
