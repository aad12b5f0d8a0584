package dev.sluice.admin.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.ServedGroup;
import dev.sluice.admin.kinds.ServedResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Names and the schemas that all kinds share. */
final class Schemas {
    static final String PREFIX = "#/components/schemas/";
    static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    static final String OWNER_REFERENCE = "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference";
    static final String LIST_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
    static final String STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
    static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";
    static final String PATCH = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";

    private Schemas() {}

    /** {@code io.istio.networking.v1.VirtualService}. */
    static String name(String group, String version, String kind) {
        if (group.isEmpty()) return "io.k8s.api.core." + version + "." + kind;
        List<String> labels = new ArrayList<>(List.of(group.split("\\.")));
        Collections.reverse(labels);
        return String.join(".", labels) + "." + version + "." + kind;
    }

    static ObjectNode reference(String name) {
        return Trees.object().put("$ref", PREFIX + name);
    }

    /** A reference beside which other keys may stand (OpenAPI 3.0 forbids that of a bare one). */
    static ObjectNode described(String name, String description) {
        ObjectNode schema = Trees.object().put("description", description);
        schema.putArray("allOf").add(reference(name));
        return schema;
    }

    static ObjectNode gvk(ServedGroup group, ServedGroup.Version version, String kind) {
        return Trees.object().put("group", group.name()).put("version", version.name()).put("kind", kind);
    }

    static Map<String, ObjectNode> shared(ServedGroup group, ServedGroup.Version version) {
        ObjectNode options = deleteOptions();
        options.putArray("x-kubernetes-group-version-kind").add(gvk(group, version, "DeleteOptions"));
        return Map.of(OBJECT_META, objectMeta(), OWNER_REFERENCE, ownerReference(), LIST_META, listMeta(), STATUS, status(), DELETE_OPTIONS,
                options, PATCH,
                Trees.object().put("type", "object").put("description", "A patch in one of the accepted media types."));
    }

    static ObjectNode list(ServedGroup group, ServedGroup.Version version, ServedResource resource) {
        ObjectNode schema = object("A list of " + resource.kind() + " objects.");
        ObjectNode properties = head(schema);
        properties.set("metadata", described(LIST_META, "About the list as a whole."));
        properties.putObject("items").put("type", "array").put("description", "The objects.").set("items",
                reference(name(group.name(), version.name(), resource.kind())));
        schema.putArray("required").add("items");
        schema.putArray("x-kubernetes-group-version-kind").add(gvk(group, version, resource.kind() + "List"));
        return schema;
    }

    /** The properties of {@code schema}, with apiVersion and kind described. */
    static ObjectNode head(ObjectNode schema) {
        ObjectNode properties = Trees.child(schema, "properties");
        properties.set("apiVersion", text("Group and version under which the object is written."));
        properties.set("kind", text("What the object is."));
        return properties;
    }

    static ObjectNode object(String description) {
        return Trees.object().put("type", "object").put("description", description);
    }

    static ObjectNode text(String description) {
        return Trees.object().put("type", "string").put("description", description);
    }

    private static ObjectNode time(String description) {
        return text(description).put("format", "date-time");
    }

    private static ObjectNode number(String description) {
        return Trees.object().put("type", "integer").put("format", "int64").put("description", description);
    }

    static ObjectNode flag(String description) {
        return Trees.object().put("type", "boolean").put("description", description);
    }

    private static ObjectNode texts(String description) {
        ObjectNode schema = Trees.object().put("type", "array").put("description", description);
        schema.putObject("items").put("type", "string");
        return schema;
    }

    private static ObjectNode textMap(String description) {
        ObjectNode schema = object(description);
        schema.putObject("additionalProperties").put("type", "string");
        return schema;
    }

    private static ObjectNode objectMeta() {
        ObjectNode schema = object("What every object says about itself.");
        ObjectNode properties = schema.putObject("properties");
        properties.set("name", text("Name of the object; unique for its kind within its namespace."));
        properties.set("generateName", text("Prefix of a name that the server makes, where no name is given."));
        properties.set("namespace", text("Namespace of the object; empty for kinds of the whole cluster."));
        properties.set("labels", textMap("Labels that selectors match."));
        properties.set("annotations", textMap("Further facts, for tools and people."));
        properties.set("uid", text("Made by the server: tells this object from another of the same name."));
        properties.set("resourceVersion",
                text("Made by the server: changes with every write. Sent back in an update, it guards against lost updates."));
        properties.set("generation", number("Made by the server: grows with every change of the spec."));
        properties.set("creationTimestamp", time("Made by the server: when the object was created."));
        properties.set("deletionTimestamp", time("Made by the server: when deletion was asked for, while finalizers hold it up."));
        properties.set("deletionGracePeriodSeconds", number("Made by the server."));
        properties.set("selfLink", text("No longer used."));
        ObjectNode finalizers = texts("Who must agree before the object goes.");
        finalizers.put("x-kubernetes-patch-strategy", "merge").put("x-kubernetes-list-type", "set");
        properties.set("finalizers", finalizers);
        ObjectNode owners = Trees.object().put("type", "array").put("description", "Objects that this one belongs to.");
        owners.set("items", reference(OWNER_REFERENCE));
        owners.put("x-kubernetes-patch-merge-key", "uid").put("x-kubernetes-patch-strategy", "merge").put("x-kubernetes-list-type", "map");
        owners.putArray("x-kubernetes-list-map-keys").add("uid");
        properties.set("ownerReferences", owners);
        ObjectNode managed = Trees.object().put("type", "array").put("description", "Which tool set which field; not kept by this server.");
        managed.putObject("items").put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
        properties.set("managedFields", managed);
        return schema;
    }

    private static ObjectNode ownerReference() {
        ObjectNode schema = object("Names an object that owns this one.");
        ObjectNode properties = schema.putObject("properties");
        properties.set("apiVersion", text("Group and version of the owner."));
        properties.set("kind", text("Kind of the owner."));
        properties.set("name", text("Name of the owner."));
        properties.set("uid", text("The owner's uid."));
        properties.set("controller", flag("Whether the owner is the managing controller."));
        properties.set("blockOwnerDeletion", flag("Whether the owner waits for this object when deleted in the foreground."));
        ArrayNode required = schema.putArray("required");
        List.of("apiVersion", "kind", "name", "uid").forEach(required::add);
        return schema;
    }

    private static ObjectNode listMeta() {
        ObjectNode schema = object("What a list says about itself.");
        ObjectNode properties = schema.putObject("properties");
        properties.set("resourceVersion", text("The revision that the list shows; watch from here."));
        properties.set("continue", text("Token for the next page; empty on the last one."));
        properties.set("remainingItemCount", number("How many objects follow on later pages."));
        properties.set("selfLink", text("No longer used."));
        return schema;
    }

    private static ObjectNode status() {
        ObjectNode schema = object("The outcome of a request.");
        ObjectNode properties = head(schema);
        properties.set("metadata", reference(LIST_META));
        properties.set("status", text("Success or Failure."));
        properties.set("message", text("For people."));
        properties.set("reason", text("For programs."));
        properties.set("code", number("The HTTP status."));
        properties.set("details", object("What it is about, and each cause.").put("x-kubernetes-preserve-unknown-fields", true));
        return schema;
    }

    private static ObjectNode deleteOptions() {
        ObjectNode schema = object("How to delete.");
        ObjectNode properties = head(schema);
        properties.set("gracePeriodSeconds", number("Accepted; objects here go at once."));
        properties.set("orphanDependents", flag("Accepted; superseded by propagationPolicy."));
        properties.set("propagationPolicy",
                text("Orphan, Background or Foreground; objects here have no dependents that the server would delete."));
        properties.set("dryRun", texts("'All' does everything but delete."));
        ObjectNode preconditions = object("What must be so, or nothing is deleted.");
        ObjectNode inner = preconditions.putObject("properties");
        inner.set("uid", text("The uid that the object must have."));
        inner.set("resourceVersion", text("The resourceVersion that the object must have."));
        properties.set("preconditions", preconditions);
        return schema;
    }
}
