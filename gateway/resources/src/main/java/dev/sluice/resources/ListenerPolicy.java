package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Entries;
import dev.sluice.resources.schema.Inlined;
import dev.sluice.resources.schema.Items;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Range;
import dev.sluice.resources.schema.Required;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code sluice.dev ListenerPolicy}: limits and tightenings of listeners. What it leaves out keeps the default. */
@Doc("Limits and tightenings of the listeners of a Gateway or of the selected nodes. What it leaves out keeps the safe default.")
public record ListenerPolicy(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.LISTENER_POLICY;
    }

    public record Spec(@Inlined Target target, @Doc("How large requests and how many connections may be.") @Nullable Limits limits, @Doc("How long things may take.") @Nullable Timeouts timeouts, @Doc("HTTP/1 alone.") @Nullable Http1 http1, @Doc("HTTP/2 alone.") @Nullable Http2 http2, @Doc("From whom a PROXY protocol header is believed.") @Nullable ProxyProtocolTrust proxyProtocol, @Doc("How request paths are tightened.") @Nullable Paths paths, @Doc("What becomes of header names with an underscore. Default: ALLOW, as Istio does.") @Nullable Underscores headersWithUnderscores) {}

    /** Which listeners it holds for; exactly one. A reference beats a selector, then the oldest object wins. */
    public sealed interface Target {
        record Ref(@Doc("The Gateway, in the same namespace, whose listeners it holds for.") TargetRef targetRef) implements Target {}

        record Nodes(@Doc("Labels of the nodes whose listeners it holds for; all must match.") @Entries(min = 1) Map<String, String> selector)
                implements
                    Target {
            public Nodes {
                selector = Map.copyOf(selector);
            }
        }
    }

    /** @param port null is all ports */
    public record TargetRef(@Doc("Gateway.") @Required TargetKind kind, @Doc("The Gateway's name.") @Required @Length(min = 1, max = 253) String name, @Doc("Only the server of this port number.") @Range(min = 1, max = 65535) @Nullable Integer port) {}

    public enum TargetKind {
        Gateway
    }

    public record Limits(@Doc("Bytes of a request head: request line and headers. Default: 61440.") @Range(min = 1024, max = 1048576) @Nullable Integer headBytes, @Doc("Bytes of a request line. Default: 8192.") @Range(min = 256, max = 1048576) @Nullable Integer requestLineBytes, @Doc("Header fields of a request. Default: 100.") @Range(min = 1, max = 10000) @Nullable Integer headers, @Doc("Bytes of a request body; beyond: 413. Default: no limit.") @Range(min = 0) @Nullable Long bodyBytes, @Doc("Connections open at once on each listener, in the whole process; beyond: closed. Default: what the process can hold.") @Range(min = 1) @Nullable Integer connections) {}

    /** Null is the default. */
    public record Timeouts(@Doc("From the first byte of a request head to its last. Default: 10s.") @Nullable Duration head, @Doc("Of a connection without a request. Default: 75s.") @Nullable Duration connectionIdle, @Doc("Of a request without a byte in either direction. Default: 5m.") @Nullable Duration streamIdle, @Doc("Of a TLS handshake. Default: 15s.") @Nullable Duration handshake) {}

    public record Http1(@Doc("Serve HTTP/1.0, too, instead of answering 426. Default: false.") boolean acceptHttp10) {}

    public record Http2(@Doc("Streams open at once on a connection. Default: 100.") @Range(min = 1) @Nullable Integer maxConcurrentStreams, @Doc("Flow control window of a stream in bytes. Default: 65536.") @Range(min = 65535) @Nullable Integer initialStreamWindowSize, @Doc("Flow control window of a connection in bytes. Default: 1048576.") @Range(min = 65535) @Nullable Integer initialConnectionWindowSize) {}

    public record ProxyProtocolTrust(@Doc("Addresses and CIDR blocks of load balancers whose PROXY header is believed and demanded; all others may send none.") @Required @Items(min = 1, max = 256) List<String> trustedCidrs) {
        public ProxyProtocolTrust {
            trustedCidrs = List.copyOf(trustedCidrs);
        }
    }

    public record Paths(@Doc("Turn // into /, also where the mesh does not. Default: false.") boolean mergeSlashes, @Doc("What becomes of %2F and %5C. Default: KEEP_UNCHANGED, as Istio does.") @Nullable EscapedSlashes escapedSlashes) {}

    /** Istio's words, from {@code connectionSettings}. */
    public enum EscapedSlashes {
        KEEP_UNCHANGED, REJECT_REQUEST, UNESCAPE_AND_REDIRECT, UNESCAPE_AND_FORWARD
    }

    /** Istio's words, from {@code connectionSettings}. */
    public enum Underscores {
        ALLOW, REJECT_REQUEST, DROP_HEADER
    }
}
