package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Open;
import dev.sluice.resources.schema.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code sluice.dev GatewayInstance}: one node of the fleet. The spec is fixed when its credential is issued; the node writes the status. */
@Doc("One node of the fleet. Its spec is fixed when its credential is issued; the node itself writes the status.")
public record GatewayInstance(Metadata metadata, Spec spec, @Nullable Status status) implements Resource {
    @Override
    public Kind kind() {
        return Kind.GATEWAY_INSTANCE;
    }

    public record Spec(@Doc("ingress, egress or sidecar.") @Required @Length(min = 1, max = 63) String role, @Doc("Namespace of the node: where it looks for Secrets, and whose policies hold for it.") @Required @Length(min = 1, max = 63) String namespace, @Doc("Labels that selectors of Gateways and policies match.") Map<String, String> labels, @Doc("Where the node runs: region/zone/subzone.") String locality) {
        public Spec {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * What the node last reported.
     *
     * @param configRevision of the configuration it serves; 0 before the first
     * @param digest of the source objects it knows, as hexadecimal text
     */
    @Open
    public record Status(@Doc("Whether it serves: the first configuration is applied and every listener that can be bound is bound.") boolean ready, @Doc("Version of the program.") String version, @Doc("Store that the revisions belong to.") String storeId, @Doc("Revision of the configuration it serves.") long configRevision, @Doc("Revision of the runtime objects it serves.") long runtimeRevision, @Doc("Digest of the objects it knows.") String digest, @Doc("Its listeners.") List<ListenerState> listeners, @Doc("Objects it could not use; their last good version stays.") List<Rejection> rejected) {
        public Status {
            listeners = List.copyOf(listeners);
            rejected = List.copyOf(rejected);
        }
    }

    /** @param boundPort the socket's port; 0 if it is not bound */
    @Open
    public record ListenerState(@Doc("Name of the listener.") String name, @Doc("Port number of the Gateway.") int port, @Doc("Port of the socket; 0 if it is not bound.") int boundPort, @Doc("Whether it serves.") boolean serving, @Doc("Why it does not.") String message) {}

    @Open
    public record Rejection(@Doc("Kind of the object.") String kind, @Doc("Its namespace.") String namespace, @Doc("Its name.") String name, @Doc("Code of the finding.") String code, @Doc("Field it is about.") String field, @Doc("What is wrong.") String message) {}
}
