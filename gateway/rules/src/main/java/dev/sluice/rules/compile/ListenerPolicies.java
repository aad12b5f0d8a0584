package dev.sluice.rules.compile;

import dev.sluice.resources.ListenerPolicy;
import dev.sluice.resources.ListenerPolicy.Target;
import dev.sluice.rules.compile.GatewayPlan.ListenerPlan;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.HttpOptions.EscapedSlashes;
import dev.sluice.rules.model.HttpOptions.Underscores;
import dev.sluice.rules.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which ListenerPolicy holds for a listener: one that names its Gateway beats one that selects its node, then the oldest. */
record ListenerPolicies(List<ListenerPolicy> oldestFirst, NodeView view, MeshDefaults mesh) {
    static ListenerPolicies of(IndexedResourceSet resources, NodeView view, MeshDefaults mesh) {
        return new ListenerPolicies(resources.all(ListenerPolicy.class), view, mesh);
    }

    /** All that ask for the listener; the first is the one that holds. */
    List<ListenerPolicy> asking(ListenerPlan listener) {
        var all = new ArrayList<ListenerPolicy>();
        for (ListenerPolicy one : oldestFirst) if (one.spec().target() instanceof Target.Ref ref && names(one, ref, listener)) all.add(one);
        for (ListenerPolicy one : oldestFirst) if (one.spec().target() instanceof Target.Nodes nodes && selects(one, nodes)) all.add(one);
        return all;
    }

    private static boolean names(ListenerPolicy policy, Target.Ref ref, ListenerPlan listener) {
        String gateway = policy.metadata().namespace() + "/" + ref.targetRef().name();
        Integer port = ref.targetRef().port();
        Stream<BoundServer> servers = Stream.concat(listener.http().stream(), listener.tls().stream());
        return servers.anyMatch(server -> server.gatewayName().equals(gateway) && (port == null || port == server.number()));
    }

    private boolean selects(ListenerPolicy policy, Target.Nodes nodes) {
        String namespace = policy.metadata().namespace();
        return (namespace.equals(view.namespace()) || namespace.equals(mesh.rootNamespace()))
                && view.labels().entrySet().containsAll(nodes.selector().entrySet());
    }

    /** The one that holds; null if none asks. */
    @Nullable
    Provenance holding(ListenerPlan listener) {
        var asking = asking(listener);
        return asking.isEmpty() ? null : new Provenance(asking.getFirst().ref(), "spec");
    }

    HttpOptions options(ListenerPlan listener) {
        var asking = asking(listener);
        return options(asking.isEmpty() ? null : asking.getFirst().spec());
    }

    private HttpOptions options(ListenerPolicy.@Nullable Spec spec) {
        var d = HttpOptions.DEFAULT;
        var limits = spec == null ? null : spec.limits();
        var timeouts = spec == null ? null : spec.timeouts();
        var http2 = spec == null ? null : spec.http2();
        var paths = spec == null ? null : spec.paths();
        return new HttpOptions(limits == null ? d.maxHeadBytes() : or(limits.headBytes(), d.maxHeadBytes()),
                limits == null ? d.maxHeaders() : or(limits.headers(), d.maxHeaders()),
                limits == null ? d.maxRequestLineBytes() : or(limits.requestLineBytes(), d.maxRequestLineBytes()),
                timeouts == null || timeouts.head() == null ? d.headTimeout() : timeouts.head(),
                timeouts == null || timeouts.connectionIdle() == null ? d.connectionIdle() : timeouts.connectionIdle(),
                timeouts == null || timeouts.streamIdle() == null ? d.streamIdle() : timeouts.streamIdle(),
                http2 == null ? d.maxConcurrentStreams() : or(http2.maxConcurrentStreams(), d.maxConcurrentStreams()),
                http2 == null ? d.http2StreamWindow() : or(http2.initialStreamWindowSize(), d.http2StreamWindow()),
                http2 == null ? d.http2ConnectionWindow() : or(http2.initialConnectionWindowSize(), d.http2ConnectionWindow()),
                spec != null && spec.http1() != null && spec.http1().acceptHttp10(), mesh.paths(), paths != null && paths.mergeSlashes(),
                paths == null || paths.escapedSlashes() == null ? d.escapedSlashes() : slashes(paths.escapedSlashes()),
                spec == null || spec.headersWithUnderscores() == null ? d.underscores() : underscores(spec.headersWithUnderscores()),
                mesh.numTrustedProxies(),
                mesh.forwardClientCert(), limits == null ? d.maxConnections() : or(limits.connections(), d.maxConnections()),
                limits == null || limits.bodyBytes() == null ? d.maxBodyBytes() : limits.bodyBytes(), d.serverName());
    }

    private static int or(@Nullable Integer value, int other) {
        return value == null ? other : value;
    }

    private static EscapedSlashes slashes(ListenerPolicy.EscapedSlashes slashes) {
        return switch (slashes) {
            case KEEP_UNCHANGED -> EscapedSlashes.KEEP;
            case UNESCAPE_AND_FORWARD -> EscapedSlashes.DECODE;
            // A redirect to the unescaped path is not built; refusing is what it protects from.
            case REJECT_REQUEST, UNESCAPE_AND_REDIRECT -> EscapedSlashes.REJECT;
        };
    }

    private static Underscores underscores(ListenerPolicy.Underscores underscores) {
        return switch (underscores) {
            case ALLOW -> Underscores.ALLOW;
            case REJECT_REQUEST -> Underscores.REJECT;
            case DROP_HEADER -> Underscores.DROP;
        };
    }
}
