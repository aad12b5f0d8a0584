package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http.Trailers;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.dataplane.upstream.PooledCluster;
import dev.sluice.dataplane.upstream.PooledEndpoint;
import dev.sluice.rules.model.Cluster;
import dev.sluice.rules.model.RoutePolicy.Retry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends a request upstream: tries, retries and their timeouts. Nothing is tried again once a byte of an answer went to the client. */
final class Forward {
    private final Exchange exchange;
    private final Cluster config;
    /** Of all tries together; null if there is no limit. */
    private final @Nullable Duration agreedTimeout;
    private final RequestHead head;
    /** Endpoints that failed before, where others are to be tried. */
    private Set<PooledEndpoint> avoided = Set.of();
    private @Nullable Attempt attempt;
    private @Nullable RouteTimeout routeTimeout;
    private int retries;
    private boolean freshTried;
    private boolean committed;
    private boolean cancelled;
    private boolean tunnel;

    Forward(Exchange exchange, Cluster config, String target, String authority) {
        this.exchange = exchange;
        this.config = config;
        RequestHead came = exchange.head();
        this.head = new RequestHead(came.method(), came.scheme(), authority, target, came.headers(), came.contentLength(), came.trailers(),
                came.upgrade());
        this.agreedTimeout = GrpcRequest.agree(came.headers(), exchange.policy().timeout());
    }

    /**
     * As the newest configuration knows it. Where that has dropped the cluster, the request that was routed to it before still goes to where it
     * would have gone.
     */
    private PooledCluster pool() {
        World newest = exchange.around().world().get();
        boolean http2 = exchange.stream().connection().protocol().equals("HTTP/2");
        if (newest == exchange.world()) return exchange.around().upstreams().cluster(config, http2, newest.endpoints());
        Cluster known = newest.snapshot().clusters().get(config.name());
        if (known != null) return exchange.around().upstreams().cluster(known, http2, newest.endpoints());
        return exchange.around().upstreams().cluster(config, http2, exchange.world().endpoints());
    }

    void start() {
        exchange.notes().firstAttemptNanos = exchange.nanosOfForward();
        if (exchange.body().ended() || head.isUpgrade()) requestEnded();
        if (retry() == null && !isIdempotent()) exchange.body().stopKeepingOnceSent();
        tryOnce(false);
    }

    RequestHead head() {
        return head;
    }

    Exchange exchange() {
        return exchange;
    }

    private @Nullable Retry retry() {
        return exchange.policy().retry();
    }

    private void tryOnce(boolean fresh) {
        PooledCluster pool = pool();
        PooledEndpoint endpoint = pool.choose(avoided, exchange.around().dice());
        if (endpoint == null) {
            exchange.answer(FailureAnswers.of(new UpstreamFailure.NoHealthyEndpoint(config.name())));
            return;
        }
        if (!pool.requestStarted()) {
            exchange.answer(FailureAnswers.of(new UpstreamFailure.Overflow(config.name(), "requests")));
            return;
        }
        exchange.notes().attempts++;
        exchange.notes().endpoint = endpoint.name();
        var begun = new Attempt(this, pool, endpoint);
        attempt = begun;
        Retry retry = retry();
        begun.start(fresh, retry == null ? null : retry.perTryTimeout());
    }

    /** The client has sent its request whole: the route's timeout begins, as in Envoy. */
    void requestEnded() {
        Duration timeout = agreedTimeout;
        if (timeout == null || routeTimeout != null || tunnel) return;
        var begun = new RouteTimeout(timeout);
        routeTimeout = begun;
        exchange.around().timeouts().set(begun, timeout.toNanos());
    }

    private final class RouteTimeout extends Timeouts.Timeout {
        private final Duration after;

        RouteTimeout(Duration after) {
            this.after = after;
        }

        @Override
        void ranOut() {
            timedOut(after);
        }
    }

    private void timedOut(Duration timeout) {
        if (cancelled) return;
        if (committed) exchange.cut("UT", "response_timeout");
        else
            exchange.answer(FailureAnswers.of(new UpstreamFailure.TimedOut(timeout)));
    }

    /** Whether the upstream takes more of the body now. */
    boolean takesMore() {
        Attempt current = attempt;
        return current != null && current.takesMore() || current != null && !current.isSending() && !exchange.body().isFull();
    }

    /** The upstream takes bytes again. */
    void upstreamWritable() {
        exchange.stream().setReading(true);
    }

    void resumeResponse() {
        Attempt current = attempt;
        if (current != null) current.setReading(true);
    }

    // What an attempt tells.

    void onInformational(ResponseHead informational) {
        exchange.touch();
        exchange.reply().informational(informational);
    }

    void onHead(Attempt from, ResponseHead answer, boolean end) {
        long now = exchange.around().nanos();
        exchange.touch();
        Retry retry = retry();
        if (retry != null && answer.status() != 101 && RetryRules.retries(retry, answer)) {
            if (retryAfter(from, retry)) return;
            if (retries >= retry.attempts()) exchange.notes().flag("URX", "");
        }
        committed = true;
        from.stopPerTryTimer();
        exchange.body().stopKeeping();
        ExchangeNotes notes = exchange.notes();
        notes.upstreamNanos = now - notes.firstAttemptNanos;
        if (answer.status() == 101) {
            tunnel = true;
            stopRouteTimer();
        }
        exchange.reply().head(answer, end);
        if (end) exchange.finish();
        else if (!exchange.stream().isWritable()) from.setReading(false);
    }

    void onBody(Attempt from, ByteBuf data) {
        exchange.touch();
        exchange.reply().body(data);
        if (!exchange.isFinished() && !exchange.stream().isWritable()) from.setReading(false);
    }

    int onWaiting(Attempt from, Channel socket, int atMost) {
        int taken = exchange.reply().splice(socket, atMost);
        if (taken <= 0) return taken;
        exchange.touch();
        from.cluster().meters().spliced(taken);
        if (!exchange.isFinished() && !exchange.stream().isWritable()) from.setReading(false);
        return taken;
    }

    void onEnd(@Nullable Headers trailers) {
        exchange.reply().end(Trailers.clean(trailers));
        if (!tunnel || exchange.body().ended()) exchange.finish();
    }

    void onFailed(Attempt from, UpstreamFailure failure) {
        from.close();
        if (committed) {
            Answer would = FailureAnswers.of(failure);
            exchange.cut(would.flag(), would.detail());
            return;
        }
        if (failure instanceof UpstreamFailure.ConnectionLost && from.wasReused() && !from.hadInformational() && !freshTried
                && isIdempotent()
                && exchange.body().canReplay()) {
            // The endpoint had closed the pooled connection when the request went out: the loss says nothing about the endpoint.
            freshTried = true;
            exchange.notes().attempts--;
            tryOnce(true);
            return;
        }
        Retry retry = retry();
        if (retry != null && RetryRules.retries(retry, failure)) {
            if (retryAfter(from, retry)) return;
            if (retries >= retry.attempts()) exchange.notes().flag("URX", "");
        }
        exchange.answer(FailureAnswers.of(failure));
    }

    /** False if there is nothing to retry with. */
    private boolean retryAfter(Attempt failed, Retry retry) {
        if (retries >= retry.attempts() || !exchange.body().canReplay()) return false;
        if (retry.otherHosts()) avoid(failed.endpoint());
        failed.close();
        attempt = null;
        Duration pause = RetryRules.pause(retry, retries, exchange.around().dice());
        retries++;
        failed.cluster().meters().retried();
        exchange.later(pause, () -> {
            if (!cancelled) tryOnce(false);
        });
        return true;
    }

    private void avoid(PooledEndpoint endpoint) {
        if (avoided.isEmpty()) avoided = new HashSet<>();
        avoided.add(endpoint);
    }

    /** Methods that may be sent twice though the first may have been processed (RFC 9110 section 9.2.2). */
    private boolean isIdempotent() {
        return switch (head.method()) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE" -> !head.isUpgrade();
            default -> false;
        };
    }

    private void stopRouteTimer() {
        RouteTimeout standing = routeTimeout;
        if (standing != null) exchange.around().timeouts().cancel(standing);
    }

    void cancel() {
        cancelled = true;
        stopRouteTimer();
        Attempt current = attempt;
        attempt = null;
        if (current != null) current.close();
    }
}
