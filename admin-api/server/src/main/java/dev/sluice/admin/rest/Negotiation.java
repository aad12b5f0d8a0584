package dev.sluice.admin.rest;

import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.table.Representation;
import dev.sluice.admin.table.Representation.Form;
import dev.sluice.admin.table.Tables.Include;
import java.util.List;

/** Which representation a client gets: the first of its wishes that is served. */
final class Negotiation {
    private static final List<String> SERVED = List.of("application/json");

    private Negotiation() {}

    /** @param many whether a list or a watch is asked for */
    static Representation of(ApiRequest request, ResourcePath path, boolean many) {
        for (AcceptHeader.Type type : AcceptHeader.parse(request.accept()).types()) {
            if (!type.isJson()) continue;
            String as = type.parameter("as");
            boolean meta = type.parameter("g").equals("meta.k8s.io") && type.parameter("v").equals("v1");
            if (as.isEmpty()) return new Representation(path.kind(), path.version(), Form.WHOLE, Include.OBJECT);
            if (as.equals("Table") && meta) return new Representation(path.kind(), path.version(), Form.TABLE, include(request));
            if (as.equals(many && !request.flag("watch") ? "PartialObjectMetadataList" : "PartialObjectMetadata") && meta) {
                return new Representation(path.kind(), path.version(), Form.METADATA, Include.METADATA);
            }
        }
        throw Failure.notAcceptable(SERVED).exception();
    }

    private static Include include(ApiRequest request) {
        return switch (request.param("includeObject")) {
            case "", "Metadata" -> Include.METADATA;
            case "Object" -> Include.OBJECT;
            case "None" -> Include.NONE;
            default -> throw Failure
                    .badRequest(
                            "includeObject: unrecognized value \"" + request.param("includeObject") + "\"; known: None, Metadata, Object")
                    .exception();
        };
    }

    /** For documents that are JSON and nothing else. */
    static void requireJson(ApiRequest request) {
        if (AcceptHeader.parse(request.accept()).types().stream().noneMatch(AcceptHeader.Type::isJson))
            throw Failure.notAcceptable(SERVED).exception();
    }
}
