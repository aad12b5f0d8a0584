package dev.sluice.admin.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Served;
import dev.sluice.admin.kinds.ServedGroup;
import dev.sluice.admin.kinds.ServedResource;
import dev.sluice.admin.kinds.ServedResource.Subresource;
import java.util.List;
import java.util.Optional;

/** The discovery documents. Made from {@link Served} alone, so that they cannot announce what is not there. */
public final class Discovery {
    private Discovery() {}

    /** {@code /api}. */
    public static ObjectNode coreVersions() {
        ObjectNode tree = Trees.object().put("kind", "APIVersions");
        tree.putArray("versions").add("v1");
        tree.putArray("serverAddressByClientCIDRs");
        return tree;
    }

    /** {@code /apis}. */
    public static ObjectNode groupList() {
        ObjectNode tree = Trees.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = tree.putArray("groups");
        for (ServedGroup group : Served.GROUPS) if (!group.name().isEmpty()) groups.add(describe(group));
        return tree;
    }

    /** {@code /apis/GROUP}. */
    public static Optional<ObjectNode> group(String name) {
        return named(name).map(group -> Trees.object().put("kind", "APIGroup").put("apiVersion", "v1").setAll(describe(group)));
    }

    private static Optional<ServedGroup> named(String name) {
        return Served.GROUPS.stream().filter(group -> group.name().equals(name) && !name.isEmpty()).findFirst();
    }

    private static ObjectNode describe(ServedGroup group) {
        ObjectNode tree = Trees.object().put("name", group.name());
        ArrayNode versions = tree.putArray("versions");
        for (ServedGroup.Version version : group.versions()) versions.add(describe(group, version));
        tree.set("preferredVersion", describe(group, group.versions().getFirst()));
        return tree;
    }

    private static ObjectNode describe(ServedGroup group, ServedGroup.Version version) {
        return Trees.object().put("groupVersion", group.apiVersion(version)).put("version", version.name());
    }

    /** {@code /api/v1}, {@code /apis/GROUP/VERSION}. */
    public static Optional<ObjectNode> resourceList(String groupName, String versionName) {
        for (ServedGroup group : Served.GROUPS) {
            for (ServedGroup.Version version : group.versions()) {
                if (group.name().equals(groupName) && version.name().equals(versionName)) return Optional.of(resourceList(group, version));
            }
        }
        return Optional.empty();
    }

    private static ObjectNode resourceList(ServedGroup group, ServedGroup.Version version) {
        ObjectNode tree = Trees.object().put("kind", "APIResourceList").put("apiVersion", "v1").put("groupVersion",
                group.apiVersion(version));
        ArrayNode resources = tree.putArray("resources");
        for (ServedResource one : version.resources()) {
            ObjectNode resource = resources.addObject().put("name", one.name()).put("singularName", one.singular())
                    .put("namespaced", one.namespaced())
                    .put("kind", one.kind());
            strings(resource, "verbs", one.verbs());
            if (!one.shortNames().isEmpty()) strings(resource, "shortNames", one.shortNames());
            if (!one.categories().isEmpty()) strings(resource, "categories", one.categories());
            for (Subresource sub : one.subresources()) {
                ObjectNode entry = resources.addObject().put("name", one.name() + "/" + sub.name()).put("singularName", "")
                        .put("namespaced", one.namespaced())
                        .put("kind", one.kind());
                strings(entry, "verbs", sub.verbs());
            }
        }
        return tree;
    }

    /**
     * Aggregated discovery: one document instead of one for each group version.
     *
     * @param core whether for {@code /api} or for {@code /apis}
     * @param version {@code v2} or {@code v2beta1}
     */
    public static ObjectNode aggregated(boolean core, String version) {
        ObjectNode tree = Trees.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + version);
        tree.putObject("metadata");
        ArrayNode items = tree.putArray("items");
        for (ServedGroup group : Served.GROUPS) {
            if (group.name().isEmpty() != core) continue;
            ObjectNode item = items.addObject();
            ObjectNode metadata = item.putObject("metadata");
            if (!core) metadata.put("name", group.name());
            metadata.putNull("creationTimestamp");
            ArrayNode versions = item.putArray("versions");
            for (ServedGroup.Version one : group.versions()) {
                ArrayNode resources = versions.addObject().put("version", one.name()).put("freshness", "Current").putArray("resources");
                for (ServedResource resource : one.resources()) resources.add(aggregated(group, one, resource));
            }
        }
        return tree;
    }

    private static ObjectNode aggregated(ServedGroup group, ServedGroup.Version version, ServedResource one) {
        ObjectNode tree = Trees.object().put("resource", one.name());
        tree.set("responseKind", responseKind(group, version, one));
        tree.put("scope", one.namespaced() ? "Namespaced" : "Cluster").put("singularResource", one.singular());
        strings(tree, "verbs", one.verbs());
        if (!one.shortNames().isEmpty()) strings(tree, "shortNames", one.shortNames());
        if (!one.categories().isEmpty()) strings(tree, "categories", one.categories());
        if (!one.subresources().isEmpty()) {
            ArrayNode subresources = tree.putArray("subresources");
            for (Subresource sub : one.subresources()) {
                ObjectNode entry = subresources.addObject().put("subresource", sub.name());
                entry.set("responseKind", responseKind(group, version, one));
                strings(entry, "verbs", sub.verbs());
            }
        }
        return tree;
    }

    private static ObjectNode responseKind(ServedGroup group, ServedGroup.Version version, ServedResource one) {
        return Trees.object().put("group", group.name()).put("version", version.name()).put("kind", one.kind());
    }

    private static void strings(ObjectNode parent, String field, List<String> values) {
        ArrayNode list = parent.putArray(field);
        values.forEach(list::add);
    }
}
