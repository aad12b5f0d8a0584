package dev.sluice.admin.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.resources.Kind;
import java.time.Instant;
import java.util.List;

/** Renders objects as {@code meta.k8s.io/v1 Table}. */
public final class Tables {
    /** How much of each object a row carries. */
    public enum Include {
        NONE, METADATA, OBJECT
    }

    private Tables() {}

    /**
     * @param listMetadata resourceVersion and, in a list, continue
     * @param withColumns false for the later events of a watch, whose columns are known
     */
    public static ObjectNode table(Kind kind, List<? extends JsonNode> objects, ObjectNode listMetadata, Include include,
            boolean withColumns, Instant now) {
        List<Column> columns = Columns.of(kind);
        ObjectNode table = Trees.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", listMetadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        if (withColumns) {
            for (Column one : columns) {
                definitions.addObject().put("name", one.name()).put("type", one.type()).put("format", one.format())
                        .put("description", one.description())
                        .put("priority", one.priority());
            }
        }
        ArrayNode rows = table.putArray("rows");
        for (JsonNode object : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells");
            for (Column one : columns) cells.add(one.cell().apply(object, now));
            switch (include) {
                case NONE -> row.putNull("object");
                case METADATA -> row.set("object", partial(object));
                case OBJECT -> row.set("object", object);
            }
        }
        return table;
    }

    /** The object with nothing but its metadata. */
    public static ObjectNode partial(JsonNode object) {
        ObjectNode partial = Trees.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
