package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamEvents;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.dataplane.http.UpstreamStream;
import dev.sluice.dataplane.upstream.ConnectionRequest;
import dev.sluice.dataplane.upstream.PooledCluster;
import dev.sluice.dataplane.upstream.PooledEndpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One try at one endpoint. After {@link #close} it is silent. */
final class Attempt implements ConnectionRequest, UpstreamEvents {
    private final Forward forward;
    private final PooledCluster cluster;
    private final PooledEndpoint endpoint;
    private PooledEndpoint.@Nullable Waiter waiter;
    private @Nullable UpstreamStream stream;
    private @Nullable PerTryTimeout perTryTimeout;
    private boolean reused;
    private boolean informed;
    private boolean closed;

    Attempt(Forward forward, PooledCluster cluster, PooledEndpoint endpoint) {
        this.forward = forward;
        this.cluster = cluster;
        this.endpoint = endpoint;
    }

    void start(boolean fresh, @Nullable Duration timeout) {
        endpoint.entered();
        if (timeout != null && !timeout.isZero()) {
            var begun = new PerTryTimeout(timeout);
            perTryTimeout = begun;
            forward.exchange().around().timeouts().set(begun, timeout.toNanos());
        }
        PooledEndpoint.Waiter waiting = endpoint.acquire(this, fresh);
        if (!closed) waiter = waiting;
        else if (waiting != null) waiting.cancel();
    }

    PooledCluster cluster() {
        return cluster;
    }

    PooledEndpoint endpoint() {
        return endpoint;
    }

    boolean wasReused() {
        return reused;
    }

    boolean hadInformational() {
        return informed;
    }

    /** The request is on its way on a connection. */
    boolean isSending() { return stream != null; }

    boolean takesMore() {
        UpstreamStream open = stream;
        return open != null && open.isWritable();
    }

    void setReading(boolean reading) {
        UpstreamStream open = stream;
        if (open != null && !closed) open.setReading(reading);
    }

    @Override
    public void ready(UpstreamConnection connection, boolean wasUsed) {
        waiter = null;
        if (closed) return;
        reused = wasUsed;
        Exchange exchange = forward.exchange();
        UpstreamStream opened = connection.open(this);
        stream = opened;
        EdgeFields.attempt(exchange.headers(), exchange.notes().attempts);
        opened.head(forward.head(), exchange.body().isEmpty() && !forward.head().isUpgrade());
        exchange.body().attach(opened);
        if (!closed && opened.isWritable()) exchange.stream().setReading(true);
    }

    @Override
    public void informational(ResponseHead head) {
        if (closed) return;
        informed = true;
        forward.onInformational(head);
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        if (!closed) forward.onHead(this, head, end);
    }

    @Override
    public void body(ByteBuf data) {
        if (closed) data.release();
        else
            forward.onBody(this, data);
    }

    @Override
    public int waiting(Channel socket, int atMost) {
        return closed ? -1 : forward.onWaiting(this, socket, atMost);
    }

    @Override
    public void end(@Nullable Headers trailers) {
        if (!closed) forward.onEnd(trailers);
    }

    @Override
    public void failed(UpstreamFailure failure) {
        if (!closed) forward.onFailed(this, failure);
    }

    @Override
    public void writabilityChanged(boolean writable) {
        if (!closed && writable) forward.upstreamWritable();
    }

    private final class PerTryTimeout extends Timeouts.Timeout {
        private final Duration after;

        PerTryTimeout(Duration after) {
            this.after = after;
        }

        @Override
        void ranOut() {
            failed(new UpstreamFailure.TimedOut(after));
        }
    }

    void stopPerTryTimer() {
        PerTryTimeout standing = perTryTimeout;
        if (standing != null) forward.exchange().around().timeouts().cancel(standing);
    }

    /** Gives the try up, or tidies up behind one that is over. */
    void close() {
        if (closed) return;
        closed = true;
        stopPerTryTimer();
        PooledEndpoint.Waiter waiting = waiter;
        if (waiting != null) waiting.cancel();
        forward.exchange().body().detach();
        UpstreamStream open = stream;
        if (open != null) open.reset();
        endpoint.left();
        cluster.requestEnded();
    }
}
