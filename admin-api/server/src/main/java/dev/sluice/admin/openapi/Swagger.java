package dev.sluice.admin.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** The version 2 document, made from those of version 3. What version 2 cannot say is left out, so that it never refuses what the server takes. */
final class Swagger {
    private static final Set<String> NOT_IN_V2 = Set.of("oneOf", "anyOf", "not", "nullable", "x-kubernetes-validations", "default");

    private static final String OPEN = "x-kubernetes-preserve-unknown-fields";

    private Swagger() {}

    static ObjectNode of(Collection<ObjectNode> documents) {
        ObjectNode tree = Trees.object().put("swagger", "2.0");
        tree.putObject("info").put("title", "Sluice").put("version", "v1");
        ObjectNode paths = tree.putObject("paths");
        ObjectNode definitions = tree.putObject("definitions");
        for (ObjectNode document : documents) {
            document.path("paths").properties().forEach(path -> paths.set(path.getKey(), pathItem(path.getValue())));
            Trees.at(document, "components", "schemas").properties()
                    .forEach(schema -> merge(definitions, schema.getKey(), definition(schema.getValue())));
        }
        return tree;
    }

    /** DeleteOptions stand in every document, each naming its own group version. */
    private static void merge(ObjectNode definitions, String name, JsonNode schema) {
        if (definitions.get(name) instanceof ObjectNode there && there.get("x-kubernetes-group-version-kind") instanceof ArrayNode known) {
            for (JsonNode one : schema.path("x-kubernetes-group-version-kind")) known.add(one);
        } else {
            definitions.set(name, schema);
        }
    }

    private static ObjectNode pathItem(JsonNode item) {
        ObjectNode result = Trees.object();
        for (Map.Entry<String, JsonNode> entry : item.properties()) {
            if (entry.getKey().equals("parameters")) result.set("parameters", parameters(entry.getValue()));
            else
                result.set(entry.getKey(), operation(entry.getValue()));
        }
        return result;
    }

    private static ArrayNode parameters(JsonNode parameters) {
        ArrayNode result = Trees.array();
        for (JsonNode one : parameters) {
            ObjectNode parameter = result.addObject().put("name", Trees.text(one, "name")).put("in", Trees.text(one, "in"))
                    .put("type", "string").put("uniqueItems", true);
            if (one.path("required").asBoolean()) parameter.put("required", true);
        }
        return result;
    }

    private static ObjectNode operation(JsonNode operation) {
        ObjectNode result = Trees.object();
        result.putArray("produces").add("application/json");
        ArrayNode parameters = parameters(operation.path("parameters"));
        JsonNode content = Trees.at(operation, "requestBody", "content");
        if (!content.isEmpty()) {
            ArrayNode consumes = result.putArray("consumes");
            content.properties().forEach(type -> consumes.add(type.getKey()));
            JsonNode schema = content.properties().iterator().next().getValue().path("schema");
            parameters.addObject().put("name", "body").put("in", "body").put("required", true).set("schema", schema(schema));
        }
        if (!parameters.isEmpty()) result.set("parameters", parameters);
        ObjectNode ok = result.putObject("responses").putObject("200").put("description", "OK");
        JsonNode answer = Trees.at(operation, "responses", "200", "content", "application/json", "schema");
        if (!answer.isMissingNode()) ok.set("schema", schema(answer));
        result.set("x-kubernetes-action", operation.path("x-kubernetes-action"));
        result.set("x-kubernetes-group-version-kind", operation.path("x-kubernetes-group-version-kind"));
        return result;
    }

    /** The fields of an open object are a hint; as in Kubernetes they are left out, save at the top, where they carry explain. */
    private static JsonNode definition(JsonNode schema) {
        ObjectNode closed = schema.deepCopy();
        closed.remove(OPEN);
        return schema(closed);
    }

    private static JsonNode schema(JsonNode schema) {
        if (schema instanceof ArrayNode list) {
            ArrayNode copy = Trees.array();
            list.forEach(one -> copy.add(schema(one)));
            return copy;
        }
        if (!(schema instanceof ObjectNode object)) return schema;
        if (object.get("allOf") instanceof ArrayNode all && all.size() == 1 && all.get(0).has("$ref")) {
            return Trees.object().put("description", Trees.text(object, "description")).put("$ref", reference(all.get(0)));
        }
        if (object.has("$ref")) return Trees.object().put("$ref", reference(object));
        ObjectNode result = Trees.object();
        boolean open = object.path(OPEN).asBoolean();
        boolean anyType = object.path("x-kubernetes-int-or-string").asBoolean();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String key = entry.getKey();
            if (NOT_IN_V2.contains(key) || anyType && key.equals("type") || open && (key.equals("properties") || key.equals("required")))
                continue;
            switch (key) {
                case "properties" -> {
                    ObjectNode properties = result.putObject(key);
                    entry.getValue().properties().forEach(one -> properties.set(one.getKey(), schema(one.getValue())));
                }
                case "items", "additionalProperties", "allOf" -> result.set(key, schema(entry.getValue()));
                default -> result.set(key, entry.getValue());
            }
        }
        return result;
    }

    private static String reference(JsonNode schema) {
        return "#/definitions/" + Trees.text(schema, "$ref").substring(Schemas.PREFIX.length());
    }
}
