package dev.sluice.resources;

import dev.sluice.resources.schema.AlsoNamed;
import dev.sluice.resources.schema.Base64;
import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Inlined;
import dev.sluice.resources.schema.Required;
import dev.sluice.resources.schema.Uint32;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io VirtualService}: routes of the hosts it names. */
@Doc("Routes of the hosts it names.")
public record VirtualService(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.VIRTUAL_SERVICE;
    }

    /** @param hosts empty makes this a delegate (RX-37) */
    public record Spec(@Doc("Hosts whose traffic is routed; a wildcard may stand as the first label. None makes this a delegate.") List<String> hosts, @Doc("Gateways that apply the routes, as NAME or NAMESPACE/NAME; mesh means all sidecars. Default: mesh.") List<String> gateways, @Doc("Routes of HTTP requests; the first that matches counts.") List<HttpRoute> http, @Doc("Routes of TLS connections that are passed through; the first that matches counts.") List<TlsRoute> tls, @Doc("Routes of other TCP connections; the first that matches counts.") List<TcpRoute> tcp, @Doc("Namespaces whose proxies see it: . is its own, * is all. Default: all.") List<String> exportTo) {
        public Spec {
            hosts = List.copyOf(hosts);
            gateways = List.copyOf(gateways);
            http = List.copyOf(http);
            tls = List.copyOf(tls);
            tcp = List.copyOf(tcp);
            exportTo = List.copyOf(exportTo);
        }
    }

    public record HttpRoute(@Doc("Name of the route, for access logs.") String name, @Doc("When the route applies; any of them. None means always.") List<HttpMatch> match, @Doc("Destinations, weighted.") List<HttpRouteDestination> route, @Doc("Answer with a redirect instead of forwarding.") @Nullable HttpRedirect redirect, @Doc("Answer with a fixed response instead of forwarding.") @Nullable DirectResponse directResponse, @Doc("VirtualService without hosts whose routes stand in for this one.") @Nullable Delegate delegate, @Doc("Change path and authority before forwarding.") @Nullable HttpRewrite rewrite, @Doc("Time for the whole request with all retries. Default: none.") @Nullable Duration timeout, @Doc("When and how often a failed attempt is repeated. Default: as the mesh says.") @Nullable HttpRetry retries, @Doc("Delays and failures on purpose, for tests.") @Nullable HttpFault fault, @Doc("Where a copy of each request is sent; the answer is thrown away.") @Nullable Destination mirror, @Doc("Several places where a copy of each request is sent.") List<HttpMirror> mirrors, @Doc("Older form of mirrorPercentage, in whole percent.") @AlsoNamed("mirror_percent") @Nullable @Uint32 Integer mirrorPercent, @Doc("Share of requests that are copied. Default: 100.") @Nullable Percent mirrorPercentage, @Doc("Cross-origin resource sharing.") @Nullable CorsPolicy corsPolicy, @Doc("Header changes.") @Nullable Headers headers) {
        public HttpRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
            mirrors = List.copyOf(mirrors);
        }
    }

    public record HttpMatch(@Doc("Name of the match, for access logs.") String name, @Doc("The path after normalisation, without the query. A prefix is one of the text, not of segments.") @Nullable StringMatch uri, @Doc("The scheme.") @Nullable StringMatch scheme, @Doc("The method.") @Nullable StringMatch method, @Doc("The host as the client sent it.") @Nullable StringMatch authority, @Doc("Headers by lower-case name; an empty match asks only that the header is there.") Map<String, StringMatch> headers, @Doc("Headers that must not match.") Map<String, StringMatch> withoutHeaders, @Doc("Query parameters by name.") Map<String, StringMatch> queryParams, @Doc("Compare the path without regard to case; exact and prefix only.") boolean ignoreUriCase, @Doc("Port of the Gateway server.") @Uint32 int port, @Doc("Labels that the proxy itself must have.") Map<String, String> sourceLabels, @Doc("Namespace of the proxy itself.") String sourceNamespace, @Doc("Gateways it holds for, instead of all of the VirtualService.") List<String> gateways, @Doc("Prefix of statistics of the route.") String statPrefix) {
        public HttpMatch {
            headers = Map.copyOf(headers);
            withoutHeaders = Map.copyOf(withoutHeaders);
            queryParams = Map.copyOf(queryParams);
            sourceLabels = Map.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }

    public record HttpRouteDestination(@Doc("Where requests go.") @Required @Nullable Destination destination, @Doc("Share of the requests, relative to the sum of all weights.") int weight, @Doc("Header changes of this destination.") @Nullable Headers headers) {}

    public record Destination(@Doc("Host of a Service or ServiceEntry; a short name gets the namespace of this object.") @Required String host, @Doc("Subset that a DestinationRule of the host defines.") String subset, @Doc("Port of the service; needed if it has several.") @Nullable PortSelector port) {}

    public record PortSelector(@Doc("Number of the port.") @Uint32 int number) {}

    public record HttpRedirect(@Doc("New path; the query is kept.") String uri, @Doc("What stands in for the prefix that matched.") String prefixRewrite, @Doc("New host.") String authority, @Inlined @Nullable RedirectPort redirectPort, @Doc("New scheme, http or https.") String scheme, @Doc("301, 302, 303, 307 or 308. Default: 301.") @Uint32 int redirectCode) {}

    /** Which port the redirect names; one of {@code port} and {@code derivePort} of the redirect itself. */
    public sealed interface RedirectPort {
        record Port(@Doc("New port.") @Uint32 int port) implements RedirectPort {}

        record Derive(@Doc("Where the new port comes from.") DerivePort derivePort) implements RedirectPort {}
    }

    public enum DerivePort {
        FROM_PROTOCOL_DEFAULT, FROM_REQUEST_PORT
    }

    public record DirectResponse(@Doc("Status code.") @Required @Uint32 int status, @Doc("Body.") @Nullable Body body) {}

    public sealed interface Body {
        record Text(@Doc("The body as text.") String string) implements Body {}

        /** Base64 in the YAML. */
        record Bytes(@Doc("The body in base64.") @Base64 String bytes) implements Body {}
    }

    public record Delegate(@Doc("Name of the VirtualService.") String name, @Doc("Its namespace. Default: that of this object.") String namespace) {}

    public record HttpRewrite(@Doc("What stands in for the prefix that matched, or for the whole path.") String uri, @Doc("New host.") String authority, @Doc("Change the path by a regular expression.") @Nullable RegexRewrite uriRegexRewrite) {}

    public record RegexRewrite(@Doc("RE2 expression of what is replaced.") String match, @Doc("What stands in for it; \\1 to \\9 are its groups.") String rewrite) {}

    /** @param attempts null is not 0: an absent {@code attempts} in a present block also turns retries off, but 0 with other fields is refused */
    public record HttpRetry(@Doc("How often a failed attempt is repeated; 0 turns retries off.") @Nullable Integer attempts, @Doc("Time for one attempt. Default: that of the route.") @Nullable Duration perTryTimeout, @Doc("Conditions, separated by commas without blanks, or status codes.") String retryOn, @Doc("Whether endpoints of other localities are tried.") @Nullable Boolean retryRemoteLocalities, @Doc("Whether an endpoint that failed is not tried again. Default: true.") @Nullable Boolean retryIgnorePreviousHosts, @Doc("Base of the waiting time between attempts. Default: 25ms.") @Nullable Duration backoff) {}

    public record HttpFault(@Doc("Delay requests.") @Nullable Delay delay, @Doc("Answer requests with a failure.") @Nullable Abort abort) {}

    public record Delay(@Inlined @Nullable DelayKind kind, @Doc("Older form of percentage, in whole percent.") int percent, @Doc("Share of requests that are delayed. Default: 0.") @Nullable Percent percentage) {}

    /** How long a request is held; exactly one. */
    public sealed interface DelayKind {
        record Fixed(@Doc("How long requests are held.") Duration fixedDelay) implements DelayKind {}

        /** Istio has the field and implements nothing behind it. */
        record Exponential(@Doc("Not implemented.") Duration exponentialDelay) implements DelayKind {}
    }

    public record Abort(@Inlined @Nullable AbortError error, @Doc("Share of requests that are aborted. Default: 0.") @Nullable Percent percentage) {}

    /** With what a request is aborted; exactly one. */
    public sealed interface AbortError {
        record HttpStatus(@Doc("Status code of the answer.") int httpStatus) implements AbortError {}

        record GrpcStatus(@Doc("gRPC status of the answer, as UNAVAILABLE.") String grpcStatus) implements AbortError {}

        /** Istio has the field and implements nothing behind it. */
        record Http2Error(@Doc("Not implemented.") String http2Error) implements AbortError {}
    }

    /** @param value in percent, 0 to 100 */
    public record Percent(@Doc("0 to 100.") double value) {}

    public record HttpMirror(@Doc("Where copies go.") @Required @Nullable Destination destination, @Doc("Share of requests that are copied. Default: 100.") @Nullable Percent percentage) {}

    public record CorsPolicy(@Doc("Older form of allowOrigins: exact origins.") List<String> allowOrigin, @Doc("Origins that are allowed.") List<StringMatch> allowOrigins, @Doc("Methods that are allowed.") List<String> allowMethods, @Doc("Request headers that are allowed.") List<String> allowHeaders, @Doc("Response headers that scripts may read.") List<String> exposeHeaders, @Doc("How long a preflight answer may be kept.") @Nullable Duration maxAge, @Doc("Whether credentials are allowed.") @Nullable Boolean allowCredentials, @Doc("What becomes of preflights of other origins. Default: FORWARD.") UnmatchedPreflights unmatchedPreflights) {
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

    public record Headers(@Doc("Of requests.") @Nullable HeaderOperations request, @Doc("Of responses.") @Nullable HeaderOperations response) {}

    public record HeaderOperations(@Doc("Headers to overwrite.") Map<String, String> set, @Doc("Headers to append.") Map<String, String> add, @Doc("Headers to remove.") List<String> remove) {
        public HeaderOperations {
            set = Map.copyOf(set);
            add = Map.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    public record TlsRoute(@Doc("When the route applies; any of them.") @Required List<TlsMatch> match, @Doc("Destinations, weighted.") List<RouteDestination> route) {
        public TlsRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
        }
    }

    public record TlsMatch(@Doc("Server names; a wildcard may stand as the first label.") @Required List<String> sniHosts, @Doc("Destination addresses; not looked at on gateways.") List<String> destinationSubnets, @Doc("Port of the Gateway server.") @Uint32 int port, @Doc("Labels of the workload; not looked at on gateways.") Map<String, String> sourceLabels, @Doc("Gateways it holds for.") List<String> gateways, @Doc("Namespace of the workload; not looked at on gateways.") String sourceNamespace) {
        public TlsMatch {
            sniHosts = List.copyOf(sniHosts);
            destinationSubnets = List.copyOf(destinationSubnets);
            sourceLabels = Map.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }

    public record TcpRoute(@Doc("When the route applies; any of them. None means always.") List<TcpMatch> match, @Doc("Destinations, weighted.") List<RouteDestination> route) {
        public TcpRoute {
            match = List.copyOf(match);
            route = List.copyOf(route);
        }
    }

    public record TcpMatch(@Doc("Destination addresses; not looked at on gateways.") List<String> destinationSubnets, @Doc("Port of the Gateway server.") @Uint32 int port, @Doc("Not looked at.") String sourceSubnet, @Doc("Labels of the workload; not looked at on gateways.") Map<String, String> sourceLabels, @Doc("Gateways it holds for.") List<String> gateways, @Doc("Namespace of the workload; not looked at on gateways.") String sourceNamespace) {
        public TcpMatch {
            destinationSubnets = List.copyOf(destinationSubnets);
            sourceLabels = Map.copyOf(sourceLabels);
            gateways = List.copyOf(gateways);
        }
    }

    public record RouteDestination(@Doc("Where connections go.") @Required @Nullable Destination destination, @Doc("Share of the connections, relative to the sum of all weights.") int weight) {}
}
