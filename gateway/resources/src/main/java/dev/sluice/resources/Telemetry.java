package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Inlined;
import dev.sluice.resources.schema.Items;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Range;
import dev.sluice.resources.schema.Required;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code telemetry.istio.io Telemetry}: traces, metrics and access logs of workloads. */
@Doc("Traces, metrics and access logs of workloads.")
public record Telemetry(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.TELEMETRY;
    }

    public record Spec(@Doc("Workloads it holds for; none means the namespace, in the root namespace the mesh.") @Nullable WorkloadSelector selector, @Doc("What it is attached to, instead of a selector.") @Nullable PolicyTargetRef targetRef, @Doc("What it is attached to, instead of a selector.") @Items(max = 16) List<PolicyTargetRef> targetRefs, @Doc("Traces; only the first entry counts.") List<Tracing> tracing, @Doc("Metrics.") List<Metrics> metrics, @Doc("Access logs.") List<AccessLogging> accessLogging) {
        public Spec {
            targetRefs = List.copyOf(targetRefs);
            tracing = List.copyOf(tracing);
            metrics = List.copyOf(metrics);
            accessLogging = List.copyOf(accessLogging);
        }
    }

    public record Provider(@Doc("Name of an extension provider of the mesh configuration.") @Required @Length(min = 1) String name) {}

    public enum TrafficMode {
        CLIENT_AND_SERVER, CLIENT, SERVER
    }

    public record ModeSelector(@Doc("Side of the traffic; gateways are clients.") TrafficMode mode) {}

    /** Nulls inherit. */
    public record Tracing(@Doc("Side of the traffic it holds for.") @Nullable ModeSelector match, @Doc("Where spans go; only the first counts.") List<Provider> providers, @Doc("Share of requests that are traced, in percent. Default: 1.") @Range(min = 0, max = 100) @Nullable Double randomSamplingPercentage, @Doc("Whether no spans are sent.") @Nullable Boolean disableSpanReporting, @Doc("Tags added to each span.") Map<String, CustomTag> customTags, @Doc("Whether the request id decides on sampling. Default: true.") @Nullable Boolean useRequestIdForTraceSampling, @Doc("Whether Istio's own tags are added. Default: true.") @Nullable Boolean enableIstioTags, @Doc("Whether trace headers are not passed on.") @Nullable Boolean disableContextPropagation) {
        public Tracing {
            providers = List.copyOf(providers);
            customTags = Map.copyOf(customTags);
        }
    }

    /** Where the value of a tag comes from; exactly one. */
    public sealed interface CustomTag {
        record Literal(@Doc("A fixed value.") LiteralValue literal) implements CustomTag {}

        record Environment(@Doc("An environment variable.") NamedValue environment) implements CustomTag {}

        record Header(@Doc("A request header.") NamedValue header) implements CustomTag {}

        record Formatter(@Doc("An access log format.") LiteralValue formatter) implements CustomTag {}
    }

    public record LiteralValue(@Doc("The value.") @Required @Length(min = 1) String value) {}

    public record NamedValue(@Doc("The name.") @Required @Length(min = 1) String name, @Doc("The value where there is none.") String defaultValue) {}

    public record Metrics(@Doc("Where metrics go.") List<Provider> providers, @Doc("Changes, the later ones win.") List<MetricsOverrides> overrides, @Doc("How often metrics of TCP connections are told.") @Nullable Duration reportingInterval) {
        public Metrics {
            providers = List.copyOf(providers);
            overrides = List.copyOf(overrides);
        }
    }

    public record MetricsOverrides(@Doc("Metrics it holds for; none means all.") @Nullable MetricSelector match, @Doc("Whether they are not told.") @Nullable Boolean disabled, @Doc("Changes of tags, by name.") Map<String, TagOverride> tagOverrides) {
        public MetricsOverrides {
            tagOverrides = Map.copyOf(tagOverrides);
        }
    }

    public record MetricSelector(@Inlined @Nullable MetricName name, @Doc("Side of the traffic.") TrafficMode mode) {}

    /** One of Istio's metrics or another. */
    public sealed interface MetricName {
        record Standard(@Doc("One of Istio's metrics.") StandardMetric metric) implements MetricName {}

        record Custom(@Doc("Another metric, by name.") @Length(min = 1) String customMetric) implements MetricName {}
    }

    public enum StandardMetric {
        ALL_METRICS, REQUEST_COUNT, REQUEST_DURATION, REQUEST_SIZE, RESPONSE_SIZE, TCP_OPENED_CONNECTIONS, TCP_CLOSED_CONNECTIONS, TCP_SENT_BYTES, TCP_RECEIVED_BYTES, GRPC_REQUEST_MESSAGES, GRPC_RESPONSE_MESSAGES
    }

    public record TagOverride(@Doc("UPSERT sets the tag, REMOVE takes it away.") TagOperation operation, @Doc("CEL expression of the value; UPSERT only.") String value) {}

    public enum TagOperation {
        UPSERT, REMOVE
    }

    public record AccessLogging(@Doc("Side of the traffic it holds for.") @Nullable ModeSelector match, @Doc("Where lines go.") List<Provider> providers, @Doc("Whether none are written.") @Nullable Boolean disabled, @Doc("Which requests are logged.") @Nullable Filter filter) {
        public AccessLogging {
            providers = List.copyOf(providers);
        }
    }

    public record Filter(@Doc("CEL expression over request, response, source, destination and connection.") String expression) {}
}
