package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Entries;
import dev.sluice.resources.schema.Inlined;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Matches;
import dev.sluice.resources.schema.Range;
import dev.sluice.resources.schema.Required;
import dev.sluice.resources.schema.Uint32;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io WorkloadGroup}: what WorkloadEntries of one kind of machine have in common. */
@Doc("What the WorkloadEntries of one kind of machine have in common, and how their health is probed.")
public record WorkloadGroup(Metadata metadata, @Required Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.WORKLOAD_GROUP;
    }

    public record Spec(@Doc("Labels and annotations of the entries made from it.") @Nullable EntryMetadata metadata, @Doc("What the entries hold; without an address.") @Required WorkloadEntry.@Nullable Spec template, @Doc("How the health of the workload is probed.") @Nullable Probe probe) {}

    public record EntryMetadata(@Doc("Labels.") @Entries(max = 256) Map<String, String> labels, @Doc("Annotations.") @Entries(max = 256) Map<String, String> annotations) {
        public EntryMetadata {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }

    /** Zero means the default. */
    public record Probe(@Doc("Seconds before the first probe.") @Range(min = 0) int initialDelaySeconds, @Doc("Seconds a probe may take. Default: 1.") @Range(min = 0) int timeoutSeconds, @Doc("Seconds between probes. Default: 10.") @Range(min = 0) int periodSeconds, @Doc("Successes after which it is healthy. Default: 1.") @Range(min = 0) int successThreshold, @Doc("Failures after which it is not. Default: 3.") @Range(min = 0) int failureThreshold, @Inlined @Nullable Method method) {}

    /** How it is probed; exactly one. */
    public sealed interface Method {
        record Http(@Doc("An HTTP request that must be answered below 400.") HttpGet httpGet) implements Method {}

        record Tcp(@Doc("A TCP connection that must come about.") TcpSocket tcpSocket) implements Method {}

        record Command(@Doc("A command that must exit with 0.") Exec exec) implements Method {}

        record GrpcHealth(@Doc("A gRPC health check. Istio's validation refuses it.") Grpc grpc) implements Method {}
    }

    public record HttpGet(@Doc("Path.") String path, @Doc("Port.") @Required @Uint32 int port, @Doc("Host name. Default: the workload's own address.") String host, @Doc("HTTP or HTTPS. Default: HTTP.") String scheme, @Doc("Headers of the request.") List<HttpHeader> httpHeaders) {
        public HttpGet {
            httpHeaders = List.copyOf(httpHeaders);
        }
    }

    public record HttpHeader(@Doc("Name.") @Matches("^[-_A-Za-z0-9]+$") String name, @Doc("Value.") String value) {}

    public record TcpSocket(@Doc("Host name. Default: localhost.") String host, @Doc("Port.") @Required @Uint32 int port) {}

    public record Exec(@Doc("Command and arguments.") @Required List<@Length(min = 1) String> command) {
        public Exec {
            command = List.copyOf(command);
        }
    }

    public record Grpc(@Doc("Port.") @Uint32 int port, @Doc("Service that is asked about.") String service) {}
}
