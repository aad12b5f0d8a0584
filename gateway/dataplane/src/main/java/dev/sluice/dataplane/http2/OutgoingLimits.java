package dev.sluice.dataplane.http2;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2LifecycleManager;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a peer can make us write: acknowledgements it does not read (CVE-2019-9512, -9515), and resets that its faults provoke while the work they
 * cancel was already begun (MadeYouReset, CVE-2025-8671). Beyond them the connection ends with ENHANCE_YOUR_CALM.
 */
final class OutgoingLimits extends DecoratingHttp2ConnectionEncoder {
    static final int MAX_QUEUED_CONTROL_FRAMES = 1000;
    static final int MAX_RESETS = 200;
    private static final long RESET_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

    private @Nullable Http2LifecycleManager lifecycle;
    private int queued;
    private int resets;
    private long windowBegan;
    private boolean over;

    OutgoingLimits(Http2ConnectionEncoder inner) {
        super(inner);
    }

    @Override
    public void lifecycleManager(Http2LifecycleManager manager) {
        lifecycle = manager;
        super.lifecycleManager(manager);
    }

    @Override
    public ChannelFuture writeSettingsAck(ChannelHandlerContext ctx, ChannelPromise promise) {
        return super.writeSettingsAck(ctx, counted(ctx, promise));
    }

    @Override
    public ChannelFuture writePing(ChannelHandlerContext ctx, boolean ack, long data, ChannelPromise promise) {
        return super.writePing(ctx, ack, data, ack ? counted(ctx, promise) : promise);
    }

    @Override
    public ChannelFuture writeRstStream(ChannelHandlerContext ctx, int streamId, long errorCode, ChannelPromise promise) {
        if (errorCode != Http2Error.NO_ERROR.code() && connection().isServer()) countReset(ctx);
        return super.writeRstStream(ctx, streamId, errorCode, counted(ctx, promise));
    }

    private void countReset(ChannelHandlerContext ctx) {
        long now = ctx.channel().eventLoop().ticker().nanoTime();
        if (resets == 0 || now - windowBegan > RESET_WINDOW_NANOS) {
            resets = 0;
            windowBegan = now;
        }
        if (++resets > MAX_RESETS) end(ctx, "made us reset " + resets + " streams within 30 s");
    }

    private ChannelPromise counted(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (++queued > MAX_QUEUED_CONTROL_FRAMES) end(ctx, "does not read " + queued + " control frames");
        return promise.unvoid().addListener(done -> queued--);
    }

    private void end(ChannelHandlerContext ctx, String why) {
        Http2LifecycleManager manager = lifecycle;
        if (over || manager == null) return;
        over = true;
        manager.onError(ctx, true, Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "peer %s", why));
    }
}
