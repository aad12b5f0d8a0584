package dev.sluice.admin.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Served;
import dev.sluice.admin.kinds.Versioned;
import dev.sluice.admin.table.Tables.Include;
import dev.sluice.resources.Kind;
import java.time.Instant;
import java.util.List;

/** In which shape a client wants objects of a kind. */
public record Representation(Kind kind, String version, Form form, Include include) {
    public enum Form {
        WHOLE, TABLE,
        /** {@code PartialObjectMetadata}. */
        METADATA
    }

    private ObjectNode versioned(ObjectNode kept) {
        return Versioned.tree(kept, kind, version);
    }

    public ObjectNode one(ObjectNode kept, Instant now) {
        return element(kept, true, now);
    }

    /** @param first whether no event was sent before on this stream */
    public ObjectNode event(ObjectNode kept, boolean first, Instant now) {
        return element(kept, first, now);
    }

    private ObjectNode element(ObjectNode kept, boolean withColumns, Instant now) {
        return switch (form) {
            case WHOLE -> versioned(kept);
            case METADATA -> Tables.partial(kept);
            case TABLE -> Tables.table(kind, List.of(versioned(kept)), revision(Trees.text(kept, "metadata", "resourceVersion")), include,
                    withColumns, now);
        };
    }

    /** @param metadata resourceVersion, continue ... */
    public ObjectNode list(List<ObjectNode> kept, ObjectNode metadata, Instant now) {
        if (form == Form.TABLE) return Tables.table(kind, kept.stream().map(this::versioned).toList(), metadata, include, true, now);
        boolean partial = form == Form.METADATA;
        ObjectNode list = Trees.object().put("kind", partial ? "PartialObjectMetadataList" : kind.kind() + "List").put("apiVersion",
                partial ? "meta.k8s.io/v1" : Served.apiVersion(kind, version));
        list.set("metadata", metadata);
        ArrayNode items = list.putArray("items");
        for (ObjectNode one : kept) items.add(partial ? Tables.partial(one) : versioned(one));
        return list;
    }

    /** What a BOOKMARK carries: nothing but the revision. */
    public ObjectNode bookmark(long revision, boolean initialEventsEnd) {
        ObjectNode metadata = revision(Long.toString(revision));
        if (initialEventsEnd) metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        ObjectNode object = switch (form) {
            case TABLE -> Trees.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
            case METADATA -> Trees.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
            case WHOLE -> Trees.object().put("kind", kind.kind()).put("apiVersion", Served.apiVersion(kind, version));
        };
        object.set("metadata", metadata);
        if (form == Form.TABLE) {
            object.putArray("columnDefinitions");
            object.putArray("rows");
        }
        return object;
    }

    private static ObjectNode revision(String revision) {
        return Trees.object().put("resourceVersion", revision);
    }
}
