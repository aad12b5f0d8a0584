package dev.sluice.admin.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.ServedGroup;
import dev.sluice.admin.kinds.ServedResource;
import dev.sluice.admin.kinds.ServedResource.Subresource;
import java.util.List;

/**
 * The paths of one resource. kubectl asks them two things: whether PATCH takes {@code fieldValidation} (then the server checks fields) and whether it takes
 * {@code dryRun}.
 */
final class Operations {
    private static final List<String> LIST_PARAMETERS = List.of("allowWatchBookmarks", "continue", "fieldSelector", "labelSelector",
            "limit", "resourceVersion",
            "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch");
    private static final List<String> WRITE_PARAMETERS = List.of("dryRun", "fieldManager", "fieldValidation");

    private Operations() {}

    static void add(ObjectNode paths, ServedGroup group, ServedGroup.Version version, ServedResource resource) {
        String root = (group.name().isEmpty() ? "/api/" : "/apis/") + group.apiVersion(version);
        ObjectNode gvk = Schemas.gvk(group, version, resource.kind());
        String schema = Schemas.name(group.name(), version.name(), resource.kind());
        String list = schema + "List";
        String collection = root + (resource.namespaced() ? "/namespaces/{namespace}/" : "/") + resource.name();
        if (!resource.verbs().contains("list")) {
            paths.putObject(collection).set("post", write("post", schema, gvk));
            return;
        }
        ObjectNode all = paths.putObject(collection);
        all.set("get", operation("list", list, gvk, LIST_PARAMETERS));
        all.set("post", write("post", schema, gvk));
        all.set("delete", operation("deletecollection", Schemas.STATUS, gvk, LIST_PARAMETERS));
        pathParameters(all, resource.namespaced(), false);
        if (resource.namespaced()) paths.putObject(root + "/" + resource.name()).set("get", operation("list", list, gvk, LIST_PARAMETERS));
        ObjectNode one = paths.putObject(collection + "/{name}");
        one.set("get", operation("get", schema, gvk, List.of()));
        one.set("put", write("put", schema, gvk));
        one.set("patch", patch(schema, gvk, group.name().isEmpty()));
        one.set("delete", operation("delete", Schemas.STATUS, gvk, List.of("dryRun", "gracePeriodSeconds", "propagationPolicy")));
        pathParameters(one, resource.namespaced(), true);
        for (Subresource sub : resource.subresources()) {
            ObjectNode path = paths.putObject(collection + "/{name}/" + sub.name());
            if (sub.verbs().contains("get")) path.set("get", operation("get", schema, gvk, List.of()));
            if (sub.verbs().contains("update")) path.set("put", write("put", schema, gvk));
            if (sub.verbs().contains("patch")) path.set("patch", patch(schema, gvk, false));
            pathParameters(path, resource.namespaced(), true);
        }
    }

    private static void pathParameters(ObjectNode path, boolean namespaced, boolean named) {
        ArrayNode parameters = path.putArray("parameters");
        if (named) parameter(parameters, "name", "path").put("required", true);
        if (namespaced) parameter(parameters, "namespace", "path").put("required", true);
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
        parameter.putObject("schema").put("type", "string").put("uniqueItems", true);
        return parameter;
    }

    private static ObjectNode operation(String action, String answer, ObjectNode gvk, List<String> query) {
        ObjectNode operation = Trees.object();
        if (!query.isEmpty()) {
            ArrayNode parameters = operation.putArray("parameters");
            for (String name : query) parameter(parameters, name, "query");
        }
        ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
        ok.putObject("content").putObject("application/json").set("schema", Schemas.reference(answer));
        operation.put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", gvk);
        return operation;
    }

    private static ObjectNode write(String action, String schema, ObjectNode gvk) {
        ObjectNode operation = operation(action, schema, gvk, WRITE_PARAMETERS);
        ObjectNode body = operation.putObject("requestBody").put("required", true);
        body.putObject("content").putObject("*/*").set("schema", Schemas.reference(schema));
        return operation;
    }

    private static ObjectNode patch(String schema, ObjectNode gvk, boolean strategic) {
        ObjectNode operation = operation("patch", schema, gvk, WRITE_PARAMETERS);
        ObjectNode content = operation.putObject("requestBody").put("required", true).putObject("content");
        var types = new java.util.ArrayList<>(List.of("application/json-patch+json", "application/merge-patch+json"));
        if (strategic) types.add("application/strategic-merge-patch+json");
        for (String type : types) content.putObject(type).set("schema", Schemas.reference(Schemas.PATCH));
        return operation;
    }
}
