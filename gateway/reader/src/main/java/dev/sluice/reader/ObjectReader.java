package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.AuthorizationPolicy;
import dev.sluice.resources.ConfigMap;
import dev.sluice.resources.DestinationRule;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.EndpointSlice;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.GatewayInstance;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ListenerPolicy;
import dev.sluice.resources.MeshConfig;
import dev.sluice.resources.Metadata;
import dev.sluice.resources.Namespace;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.PeerAuthentication;
import dev.sluice.resources.ProxyConfig;
import dev.sluice.resources.RequestAuthentication;
import dev.sluice.resources.Resource;
import dev.sluice.resources.Secret;
import dev.sluice.resources.Service;
import dev.sluice.resources.ServiceEntry;
import dev.sluice.resources.Sidecar;
import dev.sluice.resources.SourceRef;
import dev.sluice.resources.Telemetry;
import dev.sluice.resources.VirtualService;
import dev.sluice.resources.WorkloadEntry;
import dev.sluice.resources.WorkloadGroup;
import dev.sluice.resources.check.Checks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one object: identity, metadata, form, then meaning. */
final class ObjectReader {
    private final Locations locations;
    private final List<Parsed.Fault> textFaults;
    private final @Nullable String defaultNamespace;

    /** @param defaultNamespace null leaves objects without a namespace as they are */
    ObjectReader(Locations locations, List<Parsed.Fault> textFaults, @Nullable String defaultNamespace) {
        this.locations = locations;
        this.textFaults = textFaults;
        this.defaultNamespace = defaultNamespace;
    }

    ReadDocument read(JsonNode node) {
        if (!(node instanceof ObjectNode tree)) {
            return unread(null,
                    new Diagnostic(ReaderCode.NOT_AN_OBJECT, null, "", "expected an object, found " + new ValueText(false).of(node),
                            "write apiVersion, kind, metadata and spec", locations.at("")));
        }
        return switch (Identity.of(tree)) {
            case Identity.Wrong wrong ->
                unread(tree, new Diagnostic(wrong.code(), null, wrong.field(), wrong.message(), wrong.help(), locations.at(wrong.field())));
            case Identity.NotServed other ->
                unread(tree, new Diagnostic(ReaderCode.SKIPPED, null, "", other.message(), other.help(), locations.at("kind")));
            case Identity.Served served -> readKind(served.kind(), tree);
        };
    }

    private ReadDocument unread(@Nullable ObjectNode tree, Diagnostic diagnostic) {
        var all = new ArrayList<Diagnostic>();
        textFaults.forEach(fault -> all.add(diagnostic(fault, null, locations.at("").file())));
        all.add(diagnostic);
        return new ReadDocument(tree, null, null, all, locations);
    }

    private ReadDocument readKind(Kind kind, ObjectNode written) {
        var faults = new FaultList();
        ObjectNode tree = StoredForm.of(kind, written, defaultNamespace, faults);
        Metadata metadata = new MetadataReader(kind, faults).read(tree.get("metadata"));
        ObjectRef ref = new ObjectRef(kind, metadata.namespace(), metadata.name());
        status(tree, faults);
        var binder = new Binder(ResourceReader.isOpen(kind), kind == Kind.SECRET, faults);
        var resource = (Resource) binder.bindResource(type(kind), tree, metadata);

        var all = new ArrayList<Diagnostic>();
        textFaults.forEach(fault -> all.add(diagnostic(fault, ref, locations.at("").file())));
        all.addAll(faults.diagnostics(ref, locations));
        if (!binder.isUnsound()) {
            for (Diagnostic one : Checks.check(resource)) {
                boolean trusted = faults.canJudge(one.field()) && (one.isError() || !faults.isBesideUnknownWord(one.field()));
                if (trusted) all.add(one.at(locations.at(one.field())));
            }
        }
        all.sort(Comparator.comparingInt(one -> one.where().line()));
        boolean sound = all.stream().noneMatch(Diagnostic::isError);
        return new ReadDocument(tree, ref, sound ? resource : null, all, locations);
    }

    /** Any status is let pass, since clients send back what they got; it must be an object all the same. */
    private static void status(ObjectNode tree, FaultList faults) {
        JsonNode status = tree.get("status");
        if (status != null && !status.isObject() && !status.isNull()) {
            faults.add(ReaderCode.WRONG_TYPE, "status", "expected an object, found " + new ValueText(false).of(status),
                    "remove it: the server computes it");
        }
    }

    static Diagnostic diagnostic(Parsed.Fault fault, @Nullable ObjectRef object, String file) {
        return new Diagnostic(fault.code(), object, fault.field(), fault.message(), fault.help(), new SourceRef(file, fault.line()));
    }

    /** The record of a kind. */
    static Class<? extends Resource> type(Kind kind) {
        return switch (kind) {
            case GATEWAY -> Gateway.class;
            case VIRTUAL_SERVICE -> VirtualService.class;
            case DESTINATION_RULE -> DestinationRule.class;
            case SERVICE_ENTRY -> ServiceEntry.class;
            case WORKLOAD_ENTRY -> WorkloadEntry.class;
            case WORKLOAD_GROUP -> WorkloadGroup.class;
            case SIDECAR -> Sidecar.class;
            case PROXY_CONFIG -> ProxyConfig.class;
            case PEER_AUTHENTICATION -> PeerAuthentication.class;
            case REQUEST_AUTHENTICATION -> RequestAuthentication.class;
            case AUTHORIZATION_POLICY -> AuthorizationPolicy.class;
            case TELEMETRY -> Telemetry.class;
            case MESH_CONFIG -> MeshConfig.class;
            case LISTENER_POLICY -> ListenerPolicy.class;
            case GATEWAY_INSTANCE -> GatewayInstance.class;
            case NAMESPACE -> Namespace.class;
            case SECRET -> Secret.class;
            case CONFIG_MAP -> ConfigMap.class;
            case SERVICE -> Service.class;
            case ENDPOINT_SLICE -> EndpointSlice.class;
        };
    }
}
