package dev.sluice.admin.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.json.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which Secrets of its own namespace a node needs to know because of one object. Pure. */
final class SecretNames {
    private SecretNames() {}

    /** Whatever the object names, whoever may see it; empty for most objects. */
    static boolean mentionsAny(JsonNode object) {
        return !credentials(object).isEmpty();
    }

    /** @param defaultExport of DestinationRules without {@code exportTo}; empty means everybody */
    static Set<String> of(JsonNode object, NodeScope node, List<String> defaultExport) {
        boolean concerns = switch (Trees.text(object, "kind")) {
            case "Gateway" -> selects(object, node);
            case "DestinationRule" -> isVisible(object, node, defaultExport);
            default -> false;
        };
        if (!concerns) return Set.of();
        var names = new HashSet<String>();
        for (String credential : credentials(object)) {
            String name = localName(credential, node);
            if (name.isEmpty()) continue;
            names.add(name);
            // Istio's convention: the CA for client certificates may stand in a Secret beside the key's.
            if (!name.endsWith("-cacert")) names.add(name + "-cacert");
        }
        return names;
    }

    private static List<String> credentials(JsonNode object) {
        var found = new ArrayList<String>();
        switch (Trees.text(object, "kind")) {
            case "Gateway" -> {
                for (JsonNode server : Trees.at(object, "spec", "servers")) {
                    JsonNode tls = server.path("tls");
                    add(found, tls.path("credentialName"));
                    add(found, tls.path("caCertCredentialName"));
                    for (JsonNode one : tls.path("credentialNames")) add(found, one);
                }
            }
            case "DestinationRule" -> {
                JsonNode spec = object.path("spec");
                ofPolicy(spec.path("trafficPolicy"), found);
                for (JsonNode subset : spec.path("subsets")) ofPolicy(subset.path("trafficPolicy"), found);
            }
            default -> {
                // no other kind names Secrets
            }
        }
        return found;
    }

    private static void ofPolicy(JsonNode policy, List<String> found) {
        add(found, Trees.at(policy, "tls", "credentialName"));
        for (JsonNode port : policy.path("portLevelSettings")) add(found, Trees.at(port, "tls", "credentialName"));
    }

    private static void add(List<String> found, JsonNode name) {
        if (name.isTextual() && !name.asText().isEmpty()) found.add(name.asText());
    }

    /** All pairs of the selector are labels of the node; an empty one selects every node (RX-2). */
    private static boolean selects(JsonNode gateway, NodeScope node) {
        for (var pair : Trees.at(gateway, "spec", "selector").properties()) {
            if (!pair.getValue().asText().equals(node.labels().get(pair.getKey()))) return false;
        }
        return true;
    }

    private static boolean isVisible(JsonNode rule, NodeScope node, List<String> defaultExport) {
        String own = Trees.text(rule, "metadata", "namespace");
        List<String> export = new ArrayList<>();
        for (JsonNode one : Trees.at(rule, "spec", "exportTo")) export.add(one.asText());
        if (export.isEmpty()) export = defaultExport;
        if (export.isEmpty()) return true;
        return export.contains("*") || export.contains(node.namespace()) || export.contains(".") && own.equals(node.namespace());
    }

    /** {@code kubernetes://name}, {@code kubernetes-gateway://namespace/name} and the bare name mean the same; another namespace's is not for this node. */
    private static String localName(String credential, NodeScope node) {
        int scheme = credential.indexOf("://");
        if (scheme < 0) return credential;
        if (!credential.startsWith("kubernetes")) return "";
        String rest = credential.substring(scheme + 3);
        int slash = rest.indexOf('/');
        if (slash < 0) return rest;
        return rest.substring(0, slash).equals(node.namespace()) ? rest.substring(slash + 1) : "";
    }
}
