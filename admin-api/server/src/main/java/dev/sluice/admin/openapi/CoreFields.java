package dev.sluice.admin.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.resources.Kind;
import java.util.List;

/**
 * Fields of Kubernetes' own kinds that are stored, though nothing here acts on them. kubectl before 1.27 refuses what the schema does not list, so they
 * stand in it.
 */
final class CoreFields {
    private static final String KEPT = "Stored; nothing here acts on it.";
    private static final String OPEN = "x-kubernetes-preserve-unknown-fields";

    private CoreFields() {}

    static void complete(Kind kind, ObjectNode schema) {
        ObjectNode properties = Trees.child(schema, "properties");
        switch (kind) {
            case SECRET -> {
                ObjectNode plain = Schemas.object("Like data, but in plain text: folded into data when written, never shown.");
                plain.putObject("additionalProperties").put("type", "string");
                properties.set("stringData", plain);
                properties.set("immutable", Schemas.flag("Whether the data may never change."));
                schema.remove(OPEN);
            }
            case CONFIG_MAP -> {
                properties.set("immutable", Schemas.flag("Whether the data may never change."));
                schema.remove(OPEN);
            }
            case NAMESPACE -> {
                keep(properties, "object", "spec", "status");
                schema.remove(OPEN);
            }
            case SERVICE -> {
                keep(properties, "object", "status");
                schema.remove(OPEN);
                service(Trees.child(properties, "spec"));
            }
            default -> {
                // complete as it is
            }
        }
    }

    private static void service(ObjectNode spec) {
        ObjectNode properties = Trees.child(spec, "properties");
        keep(properties, "string", "clusterIP", "externalName", "externalTrafficPolicy", "internalTrafficPolicy", "ipFamilyPolicy",
                "loadBalancerClass", "loadBalancerIP",
                "sessionAffinity", "trafficDistribution", "type");
        keep(properties, "boolean", "allocateLoadBalancerNodePorts", "publishNotReadyAddresses");
        keep(properties, "integer", "healthCheckNodePort");
        keep(properties, "object", "sessionAffinityConfig");
        for (String list : List.of("clusterIPs", "externalIPs", "ipFamilies", "loadBalancerSourceRanges")) {
            if (properties.has(list)) continue;
            properties.putObject(list).put("type", "array").put("description", KEPT).putObject("items").put("type", "string");
        }
        spec.remove(OPEN);
        // As StrategicPatch merges them.
        ObjectNode ports = Trees.child(properties, "ports");
        ports.put("x-kubernetes-patch-merge-key", "port").put("x-kubernetes-patch-strategy", "merge");
        ObjectNode port = Trees.child(ports, "items");
        keep(Trees.child(port, "properties"), "integer", "nodePort");
        keep(Trees.child(port, "properties"), "string", "appProtocol");
        port.remove(OPEN);
    }

    private static void keep(ObjectNode properties, String type, String... names) {
        for (String name : names) {
            if (properties.has(name)) continue;
            ObjectNode field = properties.putObject(name).put("type", type).put("description", KEPT);
            if (type.equals("object")) field.put(OPEN, true);
        }
    }
}
