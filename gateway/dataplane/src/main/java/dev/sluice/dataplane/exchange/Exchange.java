package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.DownstreamStream;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.InboundRequest;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.Trailers;
import dev.sluice.dataplane.meters.ListenerMeters;
import dev.sluice.rules.decide.Decider;
import dev.sluice.rules.decide.Decision;
import dev.sluice.rules.decide.PathNormalizer;
import dev.sluice.rules.decide.RedirectLocation;
import dev.sluice.rules.decide.Trail;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.Cluster;
import dev.sluice.rules.model.HeaderMutation;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.PathRewrite;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.RoutePolicy;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request from head to tail. On its connection's event loop only. */
final class Exchange implements InboundRequest {
    private static final Action NO_ACTION = new Action.DirectResponse(404, dev.sluice.resources.Bytes.of(new byte[0]));

    private final Surroundings around;
    private final ConnectionRoutes routes;
    private final ListenerMeters meters;
    private final RequestHead head;
    private final DownstreamStream stream;
    private final World world;
    private final ExchangeNotes notes;
    private final RequestBody body;
    private final Reply reply;

    private HttpOptions options = HttpOptions.DEFAULT;
    private @Nullable RequestView view;
    private RoutePolicy policy = RoutePolicy.NONE;
    private Action action = NO_ACTION;
    private Action.@Nullable WeightedCluster destination;
    private HeaderMutation responseHeaders = HeaderMutation.NONE;
    private String corsOrigin = "";
    private int nextPolicy;
    private @Nullable Forward forward;
    private @Nullable Future<?> timer;
    private final IdleWatch idle;
    private boolean suspended;
    private boolean finished;

    Exchange(Surroundings around, ConnectionRoutes routes, ListenerMeters meters, RequestHead head, DownstreamStream stream,
            boolean ended) {
        this.around = around;
        this.routes = routes;
        this.meters = meters;
        this.head = head;
        this.stream = stream;
        this.world = around.world().get();
        this.notes = new ExchangeNotes(around.clock().instant(), around.nanos());
        this.body = new RequestBody(ended);
        this.reply = new Reply(this, stream);
        this.idle = new IdleWatch(this);
        notes.revision = world.snapshot().revision();
    }

    // What policies and forwarding may ask.

    Surroundings around() {
        return around;
    }

    World world() {
        return world;
    }

    ExchangeNotes notes() {
        return notes;
    }

    HttpOptions options() {
        return options;
    }

    String method() {
        return head.method();
    }

    RequestHead head() {
        return head;
    }

    /** Of the request, as they go upstream. */
    Headers headers() {
        return head.headers();
    }

    RequestView view() {
        RequestView known = view;
        if (known == null) throw new IllegalStateException("not routed yet");
        return known;
    }

    RoutePolicy policy() {
        return policy;
    }

    Action action() {
        return action;
    }

    Action.WeightedCluster destination() {
        Action.WeightedCluster known = destination;
        if (known == null) throw new IllegalStateException("not a forward");
        return known;
    }

    HeaderMutation responseHeaders() {
        return responseHeaders;
    }

    String corsOrigin() {
        return corsOrigin;
    }

    void corsOrigin(String allowed) {
        corsOrigin = allowed;
    }

    RequestBody body() {
        return body;
    }

    Reply reply() {
        return reply;
    }

    DownstreamStream stream() {
        return stream;
    }

    boolean isFinished() { return finished; }

    boolean isRouted() { return view != null; }

    // The way in.

    void begin() {
        Answer early = route();
        if (early != null) answer(early);
        else
            resume();
        idle.start(options.streamIdle());
    }

    /** Decides. An answer ends it here; null goes on to the policies. */
    private @Nullable Answer route() {
        return switch (routes.in(world)) {
            case ConnectionRoutes.Resolved.Gone g -> {
                stream.leaveAfterwards();
                yield FailureAnswers.noRoute();
            }
            case ConnectionRoutes.Resolved.Unproven u -> {
                stream.leaveAfterwards();
                yield FailureAnswers.misdirected("client_certificate_demanded");
            }
            case ConnectionRoutes.Resolved.Routes found -> {
                options = found.options();
                if (found.leave()) stream.leaveAfterwards();
                yield routeIn(found);
            }
        };
    }

    private @Nullable Answer routeIn(ConnectionRoutes.Resolved.Routes found) {
        Headers headers = head.headers();
        notes.requestId = around.requestIds().get();
        notes.userAgent = text(headers.first("user-agent"));
        if (head.contentLength() > options.maxBodyBytes()) return Answer.plain(413, "Payload Too Large", "", "request_payload_too_large");
        if (!EdgeFields.clean(headers, options)) return FailureAnswers.badRequest("unexpected_underscore");
        headers.set(EdgeFields.REQUEST_ID, notes.requestId);
        String client = EdgeFields.forwardedFor(headers, options, routes.peer(), notes);
        EdgeFields.clientCertificate(headers, options, stream.connection());
        String scheme = EdgeFields.scheme(headers, options, head.scheme());
        int mark = head.target().indexOf('?');
        String query = mark < 0 ? null : head.target().substring(mark + 1);
        return switch (PathNormalizer.normalize(mark < 0 ? head.target() : head.target().substring(0, mark), options)) {
            case PathNormalizer.Result.Rejected rejected ->
                FailureAnswers.badRequest("path_normalization_failed{" + rejected.reason() + "}");
            case PathNormalizer.Result.Normal normal -> {
                var facts = new RequestView(head.method(), scheme, head.authority(), normal.path(), query, headers, stream.connection(),
                        notes, client);
                view = facts;
                yield decided(Decider.route(found.table(), facts, around.dice(), Trail.NONE), facts);
            }
        };
    }

    private @Nullable Answer decided(Decision decision, RequestView facts) {
        return switch (decision) {
            case Decision.NoHost none -> FailureAnswers.noRoute();
            case Decision.NoRoute none -> {
                notes.host = none.host().name();
                yield FailureAnswers.noRoute();
            }
            case Decision.Misdirected none -> FailureAnswers.misdirected("misdirected_request");
            case Decision.HttpsRequired demand -> {
                notes.host = demand.host().name();
                var location = new Headers(256, 8);
                location.add("location", RedirectLocation.https(facts.authority(), facts.path(), facts.query()));
                yield new Answer(301, location, new byte[0], "", "https_redirect", Answer.Origin.ROUTE);
            }
            case Decision.Matched matched -> {
                matched(matched);
                yield null;
            }
        };
    }

    private void matched(Decision.Matched matched) {
        Route route = matched.route();
        notes.host = matched.host().name();
        notes.rule = route.from();
        notes.route = route.name().isEmpty() ? route.from().field() : route.name();
        policy = route.policy();
        action = route.action();
        destination = matched.destination();
        Action.WeightedCluster chosen = matched.destination();
        responseHeaders = chosen == null ? policy.responseHeaders() : chosen.responseHeaders();
    }

    /** Goes on with the policy after the one that suspended. */
    void resume() {
        List<Policy> policies = PolicyOrder.policies();
        while (!finished && nextPolicy < policies.size()) {
            switch (policies.get(nextPolicy++).onRequest(this)) {
                case Outcome.Continue c -> {
                }
                case Outcome.Suspend s -> {
                    suspended = true;
                    pauseIfFull();
                    return;
                }
                case Outcome.Respond respond -> {
                    answer(respond.answer());
                    return;
                }
            }
        }
    }

    /** Of the loop's clock; the start's while nothing has held the exchange up, since each look at the clock costs as much as a decision. */
    long nanosOfForward() {
        return suspended ? around.nanos() : notes.startNanos;
    }

    void forward(Cluster cluster, @Nullable PathRewrite rewrite, Action.WeightedCluster chosen) {
        String target = view().target();
        if (rewrite != null) {
            headers().set("x-envoy-original-path", target);
            target = rewrite.apply(view().path(), view().query());
        }
        String authority = chosen.authority() == null ? head.authority() : chosen.authority();
        var begun = new Forward(this, cluster, target, authority);
        forward = begun;
        begun.start();
    }

    /** Runs {@code then} unless the exchange ends before. One at a time. */
    void later(Duration delay, Runnable then) {
        timer = around.loop().schedule(() -> {
            if (!finished) then.run();
        }, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void body(ByteBuf data) {
        if (finished) {
            data.release();
            return;
        }
        idle.touch();
        notes.requestBytes += data.readableBytes();
        if (notes.requestBytes > options.maxBodyBytes()) {
            data.release();
            tooLarge();
            return;
        }
        body.data(data);
        Forward to = forward;
        if (to != null && !to.takesMore()) stream.setReading(false);
        else
            pauseIfFull();
    }

    private void tooLarge() {
        if (reply.headSent()) cut("", "request_payload_too_large");
        else
            answer(Answer.plain(413, "Payload Too Large", "", "request_payload_too_large"));
    }

    private void pauseIfFull() {
        if (!finished && body.isFull()) stream.setReading(false);
    }

    @Override
    public void end(@Nullable Headers trailers) {
        if (finished) return;
        body.end(Trailers.clean(trailers));
        Forward to = forward;
        if (to != null) to.requestEnded();
        if (reply.isEnded()) finish();
    }

    @Override
    public void aborted() {
        if (finished) return;
        notes.flag("DC", "downstream_remote_disconnect");
        finish();
    }

    @Override
    public void malformed(int status, String what) {
        if (finished) return;
        if (reply.headSent()) cut("DPE", what);
        else
            answer(Answer.plain(status, status == 431 ? "Request Header Fields Too Large" : "Bad Request", "DPE", what));
    }

    @Override
    public void writabilityChanged(boolean writable) {
        Forward from = forward;
        if (!finished && from != null && writable) from.resumeResponse();
    }

    // The way out.

    /** Ends the exchange with an answer of our own. */
    void answer(Answer answer) {
        if (finished || reply.headSent()) return;
        Forward to = forward;
        if (to != null) to.cancel();
        notes.flag(answer.flag(), answer.detail());
        reply.local(answer);
        finish();
    }

    /** Ends an answer that has begun and cannot be ended whole. */
    void cut(String flag, String detail) {
        if (finished) return;
        notes.flag(flag, detail);
        stream.reset();
        finish();
    }

    /** The answer moved. */
    void touch() {
        idle.touch();
    }

    /** The stream was silent for too long. */
    void idledOut() {
        if (reply.headSent()) cut("SI", "stream_idle_timeout");
        else
            answer(Answer.plain(body.ended() ? 504 : 408, "stream timeout", "SI", "stream_idle_timeout"));
    }

    /** Once: the answer is whole, or nothing more can be done. */
    void finish() {
        if (finished) return;
        finished = true;
        idle.stop();
        Future<?> pending = timer;
        if (pending != null) pending.cancel(false);
        Forward to = forward;
        if (to != null) to.cancel();
        body.close();
        meters.requestEnded();
        around.log().finished(
                notes.record(around.nanos(), routes, stream.connection(), head.method(), head.authority(), head.target()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
