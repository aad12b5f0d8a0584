package dev.sluice.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.objects.Patch;
import dev.sluice.admin.protobuf.KubernetesProtobuf;
import dev.sluice.admin.protobuf.ProtobufException;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ReaderCode;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Request bodies to trees, by media type. Messages quote nothing of a body: it may hold a secret. */
final class Bodies {
    private static final List<String> OBJECT_TYPES = List.of("application/json", "application/yaml", KubernetesProtobuf.MEDIA_TYPE);
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";

    private Bodies() {}

    private static String mediaType(ApiRequest request) {
        String type = request.contentType();
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** @param namespace given to a YAML object that names none */
    static ObjectNode object(ApiRequest request, String namespace) {
        JsonNode tree = switch (mediaType(request)) {
            case "", "application/json" -> json(request.body());
            case "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml" -> yaml(request.body(), namespace);
            case KubernetesProtobuf.MEDIA_TYPE -> protobuf(request.body());
            default -> throw Failure.unsupportedMediaType(OBJECT_TYPES).exception();
        };
        if (tree instanceof ObjectNode object) return object;
        throw Failure.badRequest("the body must be one object").exception();
    }

    /** Options are wanted, but a body need not be there. */
    static ObjectNode optional(ApiRequest request) {
        return request.body().length == 0 ? Trees.object() : object(request, "");
    }

    static Patch patch(ApiRequest request, boolean custom) {
        String type = mediaType(request);
        if (type.equals(JSON_PATCH)) return new Patch.Json(json(request.body()));
        if (type.equals(MERGE_PATCH)) return new Patch.Merge(patchObject(request));
        if (type.equals(STRATEGIC_PATCH) && !custom) return new Patch.Strategic(patchObject(request));
        throw Failure.unsupportedMediaType(custom ? List.of(JSON_PATCH, MERGE_PATCH) : List.of(JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH))
                .exception();
    }

    private static JsonNode patchObject(ApiRequest request) {
        JsonNode tree = json(request.body());
        if (tree.isObject()) return tree;
        throw Failure.badRequest("a merge patch must be an object").exception();
    }

    private static JsonNode json(byte[] body) {
        try {
            return Trees.parse(body);
        } catch (IOException wrong) {
            throw Failure.badRequest("the request body cannot be read: " + wrong.getMessage()).exception();
        }
    }

    private static JsonNode protobuf(byte[] body) {
        try {
            return KubernetesProtobuf.decode(body);
        } catch (ProtobufException wrong) {
            throw Failure.badRequest("the request body cannot be read as protobuf: " + wrong.getMessage()).exception();
        }
    }

    private static JsonNode yaml(byte[] body, String namespace) {
        List<ReadDocument> documents = ResourceReader.readText("request body", new String(body, StandardCharsets.UTF_8), namespace);
        if (documents.size() != 1)
            throw Failure.badRequest("the body must be one object, found " + documents.size() + " documents").exception();
        ReadDocument document = documents.getFirst();
        var faults = new ArrayList<String>();
        for (Diagnostic one : document.diagnostics()) {
            boolean ofTheText = one.code() == ReaderCode.SYNTAX || one.code() == ReaderCode.TOO_LARGE
                    || one.code() == ReaderCode.DUPLICATE_KEY
                    || one.code() == ReaderCode.UNKNOWN_TAG || one.code() == ReaderCode.NOT_AN_OBJECT;
            if (ofTheText) faults.add("line " + one.where().line() + ": " + one.message());
        }
        ObjectNode tree = document.tree();
        if (tree != null && faults.isEmpty()) return tree;
        throw Failure.badRequest("the request body cannot be read: " + String.join("; ", faults)).exception();
    }
}
