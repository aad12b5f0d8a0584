package dev.sluice.admin.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.json.Trees;
import java.util.Map;

/** An OpenAPI v2 document as {@code openapi.v2.Document} of github.com/google/gnostic-models, whose field numbers stand here. */
public final class OpenApiProtobuf {
    public static final String MEDIA_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private static final Map<String, Integer> VERBS = Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8);

    private OpenApiProtobuf() {}

    public static byte[] encode(JsonNode document) {
        var out = new WireWriter();
        out.text(1, document.path("swagger").asText());
        out.message(2, info -> {
            info.text(1, Trees.text(document, "info", "title"));
            info.text(2, Trees.text(document, "info", "version"));
        });
        out.message(8, paths -> named(paths, 2, document.path("paths"), OpenApiProtobuf::pathItem));
        out.message(9, definitions -> named(definitions, 1, document.path("definitions"), OpenApiProtobuf::schema));
        return out.bytes();
    }

    private interface Part {
        void write(WireWriter out, JsonNode tree);
    }

    /** Name and value pairs, as all maps are there. */
    private static void named(WireWriter out, int number, JsonNode map, Part part) {
        map.properties().forEach(entry -> out.message(number, pair -> {
            pair.text(1, entry.getKey());
            pair.message(2, value -> part.write(value, entry.getValue()));
        }));
    }

    private static void pathItem(WireWriter out, JsonNode item) {
        item.properties().forEach(entry -> {
            Integer verb = VERBS.get(entry.getKey());
            if (verb != null) out.message(verb, operation -> operation(operation, entry.getValue()));
        });
        for (JsonNode one : item.path("parameters")) out.message(9, parameter -> parameter(parameter, one));
    }

    private static void operation(WireWriter out, JsonNode operation) {
        for (JsonNode type : operation.path("produces")) out.text(6, type.asText());
        for (JsonNode type : operation.path("consumes")) out.text(7, type.asText());
        for (JsonNode one : operation.path("parameters")) out.message(8, parameter -> parameter(parameter, one));
        out.message(9, responses -> named(responses, 1, operation.path("responses"), (value, response) -> value.message(1, inner -> {
            inner.text(1, Trees.text(response, "description"));
            if (response.has("schema")) inner.message(2, item -> item.message(1, schema -> schema(schema, response.path("schema"))));
        })));
        extensions(out, 13, operation);
    }

    private static void parameter(WireWriter out, JsonNode parameter) {
        boolean inPath = Trees.text(parameter, "in").equals("path");
        out.message(1, either -> {
            if (Trees.text(parameter, "in").equals("body")) {
                either.message(1, body -> {
                    body.text(2, Trees.text(parameter, "name"));
                    body.text(3, "body");
                    body.flag(4, parameter.path("required").asBoolean());
                    body.message(5, schema -> schema(schema, parameter.path("schema")));
                });
            } else {
                either.message(2, plain -> plain.message(inPath ? 4 : 3, sub -> {
                    sub.flag(1, parameter.path("required").asBoolean());
                    sub.text(2, Trees.text(parameter, "in"));
                    sub.text(4, Trees.text(parameter, "name"));
                    sub.text(inPath ? 5 : 6, Trees.text(parameter, "type"));
                }));
            }
        });
    }

    private static void schema(WireWriter out, JsonNode schema) {
        out.text(1, Trees.text(schema, "$ref"));
        out.text(2, Trees.text(schema, "format"));
        out.text(3, Trees.text(schema, "title"));
        out.text(4, Trees.text(schema, "description"));
        for (Map.Entry<String, Integer> one : Map.of("maximum", 7, "minimum", 9).entrySet()) {
            if (schema.path(one.getKey()).isNumber()) out.real(one.getValue(), schema.path(one.getKey()).doubleValue());
        }
        Map<String, Integer> sizes = Map.of("maxLength", 11, "minLength", 12, "maxItems", 14, "minItems", 15, "maxProperties", 17,
                "minProperties", 18);
        sizes.forEach((name, number) -> out.number(number, schema.path(name).asLong()));
        out.text(13, Trees.text(schema, "pattern"));
        for (JsonNode name : schema.path("required")) out.text(19, name.asText());
        for (JsonNode value : schema.path("enum")) out.message(20, any -> any.text(2, value.toString()));
        JsonNode additional = schema.path("additionalProperties");
        if (additional.isObject()) out.message(21, item -> item.message(1, inner -> schema(inner, additional)));
        else if (additional.isBoolean()) out.message(21, item -> item.flag(2, additional.asBoolean()));
        if (schema.has("type")) out.message(22, type -> type.text(1, Trees.text(schema, "type")));
        if (schema.has("items")) out.message(23, items -> items.message(1, inner -> schema(inner, schema.path("items"))));
        for (JsonNode one : schema.path("allOf")) out.message(24, inner -> schema(inner, one));
        if (schema.has("properties"))
            out.message(25, properties -> named(properties, 1, schema.path("properties"), OpenApiProtobuf::schema));
        extensions(out, 31, schema);
    }

    /** Extensions travel as YAML, of which JSON is a part. */
    private static void extensions(WireWriter out, int number, JsonNode tree) {
        tree.properties().forEach(entry -> {
            if (!entry.getKey().startsWith("x-")) return;
            out.message(number, pair -> {
                pair.text(1, entry.getKey());
                pair.message(2, any -> any.text(2, entry.getValue().toString()));
            });
        });
    }
}
