package dev.sluice.dataplane.listen;

import dev.sluice.dataplane.http.DownstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tells HTTP/2 with prior knowledge (RFC 9113 section 3.3) from HTTP/1 on a connection without TLS, by its first bytes. */
public final class PlainOpener extends ByteToMessageDecoder {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Next next;
    private final long patienceMillis;

    /** Starts what was found, on the connection's event loop. */
    public interface Next {
        void start(DownstreamConnection connection, boolean http2);
    }

    /** @param patienceMillis until the first bytes must be here; 0 for ever */
    public PlainOpener(Next next, long patienceMillis) {
        this.next = next;
        this.patienceMillis = patienceMillis;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        if (patienceMillis > 0) {
            var bell = ctx.executor().schedule(() -> {
                if (!ctx.isRemoved()) ctx.close();
            }, patienceMillis, TimeUnit.MILLISECONDS);
            ctx.channel().closeFuture().addListener(closed -> bell.cancel(false));
        }
        super.channelActive(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int known = Math.min(in.readableBytes(), PREFACE.length);
        boolean http2 = true;
        for (int i = 0; i < known && http2; i++) http2 = in.getByte(in.readerIndex() + i) == PREFACE[i];
        if (http2 && known < PREFACE.length) return;
        next.start(ClientConnection.plain(http2 ? "HTTP/2" : "HTTP/1.1", ctx.channel()), http2);
        ctx.pipeline().remove(this);
    }
}
