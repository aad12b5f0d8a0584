package dev.sluice.dataplane.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends connections whose peer has taken nothing of what waits for it during a whole period. What is under way has its own timeouts; this is for the rest of answers
 * that are given already, which a peer that never reads would otherwise make us keep for ever. On the channel's event loop.
 */
public final class StalledWrites {
    private static final Duration PERIOD_WHERE_NONE_IS_SET = Duration.ofMinutes(5);

    private final Channel channel;
    private int lastHead;
    private long lastProgress;

    private StalledWrites(Channel channel) {
        this.channel = channel;
    }

    /** @param period zero where streams may be idle for ever: then 5 minutes */
    public static void watch(Channel channel, Duration period) {
        var watch = new StalledWrites(channel);
        long nanos = (period.isZero() ? PERIOD_WHERE_NONE_IS_SET : period).toNanos();
        Future<?> timer = channel.eventLoop().scheduleAtFixedRate(watch::look, nanos, nanos, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }

    private void look() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        Object first = waiting == null ? null : waiting.current();
        // Not the message itself: it must not be kept alive by being compared.
        int head = first == null ? 0 : System.identityHashCode(first);
        long progress = waiting == null ? 0 : waiting.currentProgress();
        if (head != 0 && head == lastHead && progress == lastProgress) channel.close();
        lastHead = head;
        lastProgress = progress;
    }
}
