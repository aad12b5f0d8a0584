package dev.sluice.resources;

import dev.sluice.resources.schema.AlsoNamed;
import dev.sluice.resources.schema.Inlined;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io VirtualService}: routes of the hosts it names. */
public record VirtualService(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.VIRTUAL_SERVICE;
    }

    /** @param hosts empty makes this a delegate (RX-37) */
    public record Spec(List<String> hosts, List<String> gateways, List<HttpRoute> http, List<TlsRoute> tls, List<TcpRoute> tcp, List<String> exportTo) {
        public Spec {
            hosts = List.copyOf(hosts);
            gateways = List.copyOf(gateways);
            http = List.copyOf(http);
            tls = List.copyOf(tls);
            tcp = List.copyOf(tcp);
            exportTo = List.copyOf(exportTo);
        }
    }

    public record HttpRoute(String name, List<HttpMatch> match, List<HttpRouteDestination> route, @Nullable HttpRedirect redirect, @Nullable DirectResponse directResponse, @Nullable Delegate delegate, @Nullable HttpRewrite rewrite, @Nullable Duration timeout, @Nullable HttpRetry retries, @Nullable HttpFault fault, @Nullable Destination mirror, List<HttpMirror> mirrors, @AlsoNamed("mirror_percent") @Nullable Integer mirrorPercent, @Nullable Percent mirrorPercentage, @Nullable CorsPolicy corsPolicy, @Nullable Headers headers) {
        public HttpRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
            mirrors = List.copyOf(mirrors);
        }
    }

    public record HttpMatch(String name, @Nullable StringMatch uri, @Nullable StringMatch scheme, @Nullable StringMatch method, @Nullable StringMatch authority, Map<String, StringMatch> headers, Map<String, StringMatch> withoutHeaders, Map<String, StringMatch> queryParams, boolean ignoreUriCase, int port, Map<String, String> sourceLabels, String sourceNamespace, List<String> gateways, String statPrefix) {
        public HttpMatch {
            headers = Map.copyOf(headers);
            withoutHeaders = Map.copyOf(withoutHeaders);
            queryParams = Map.copyOf(queryParams);
            sourceLabels = Map.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }

    public record HttpRouteDestination(@Nullable Destination destination, int weight, @Nullable Headers headers) {}

    public record Destination(String host, String subset, @Nullable PortSelector port) {}

    public record PortSelector(int number) {}

    public record HttpRedirect(String uri, String prefixRewrite, String authority, @Inlined @Nullable RedirectPort redirectPort, String scheme, int redirectCode) {}

    /** Which port the redirect names; one of {@code port} and {@code derivePort} of the redirect itself. */
    public sealed interface RedirectPort {
        record Port(int port) implements RedirectPort {}

        record Derive(DerivePort derivePort) implements RedirectPort {}
    }

    public enum DerivePort {
        FROM_PROTOCOL_DEFAULT, FROM_REQUEST_PORT
    }

    public record DirectResponse(int status, @Nullable Body body) {}

    public sealed interface Body {
        record Text(String string) implements Body {}

        /** Base64 in the YAML. */
        record Bytes(String bytes) implements Body {}
    }

    public record Delegate(String name, String namespace) {}

    public record HttpRewrite(String uri, String authority, @Nullable RegexRewrite uriRegexRewrite) {}

    public record RegexRewrite(String match, String rewrite) {}

    /** @param attempts null is not 0: an absent {@code attempts} in a present block also turns retries off, but 0 with other fields is refused */
    public record HttpRetry(@Nullable Integer attempts, @Nullable Duration perTryTimeout, String retryOn, @Nullable Boolean retryRemoteLocalities, @Nullable Boolean retryIgnorePreviousHosts, @Nullable Duration backoff) {}

    public record HttpFault(@Nullable Delay delay, @Nullable Abort abort) {}

    public record Delay(@Inlined @Nullable DelayKind kind, int percent, @Nullable Percent percentage) {}

    /** How long a request is held; exactly one. */
    public sealed interface DelayKind {
        record Fixed(Duration fixedDelay) implements DelayKind {}

        /** Istio has the field and implements nothing behind it. */
        record Exponential(Duration exponentialDelay) implements DelayKind {}
    }

    public record Abort(@Inlined @Nullable AbortError error, @Nullable Percent percentage) {}

    /** With what a request is aborted; exactly one. */
    public sealed interface AbortError {
        record HttpStatus(int httpStatus) implements AbortError {}

        record GrpcStatus(String grpcStatus) implements AbortError {}

        /** Istio has the field and implements nothing behind it. */
        record Http2Error(String http2Error) implements AbortError {}
    }

    /** @param value in percent, 0 to 100 */
    public record Percent(double value) {}

    public record HttpMirror(@Nullable Destination destination, @Nullable Percent percentage) {}

    public record CorsPolicy(List<String> allowOrigin, List<StringMatch> allowOrigins, List<String> allowMethods, List<String> allowHeaders, List<String> exposeHeaders, @Nullable Duration maxAge, @Nullable Boolean allowCredentials, UnmatchedPreflights unmatchedPreflights) {
        public CorsPolicy {
            allowOrigin = List.copyOf(allowOrigin);
            allowOrigins = List.copyOf(allowOrigins);
            allowMethods = List.copyOf(allowMethods);
            allowHeaders = List.copyOf(allowHeaders);
            exposeHeaders = List.copyOf(exposeHeaders);
        }
    }

    public enum UnmatchedPreflights {
        UNSPECIFIED, FORWARD, IGNORE
    }

    public record Headers(@Nullable HeaderOperations request, @Nullable HeaderOperations response) {}

    public record HeaderOperations(Map<String, String> set, Map<String, String> add, List<String> remove) {
        public HeaderOperations {
            set = Map.copyOf(set);
            add = Map.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    public record TlsRoute(List<TlsMatch> match, List<RouteDestination> route) {
        public TlsRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
        }
    }

    public record TlsMatch(List<String> sniHosts, List<String> destinationSubnets, int port, Map<String, String> sourceLabels, List<String> gateways, String sourceNamespace) {
        public TlsMatch {
            sniHosts = List.copyOf(sniHosts);
            destinationSubnets = List.copyOf(destinationSubnets);
            sourceLabels = Map.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }

    public record TcpRoute(List<TcpMatch> match, List<RouteDestination> route) {
        public TcpRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
        }
    }

    public record TcpMatch(List<String> destinationSubnets, int port, String sourceSubnet, Map<String, String> sourceLabels, List<String> gateways, String sourceNamespace) {
        public TcpMatch {
            destinationSubnets = List.copyOf(destinationSubnets);
            sourceLabels = Map.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }

    public record RouteDestination(@Nullable Destination destination, int weight) {}
}
