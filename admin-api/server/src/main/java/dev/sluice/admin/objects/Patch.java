package dev.sluice.admin.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.patch.JsonPatch;
import dev.sluice.admin.patch.MergePatch;
import dev.sluice.admin.patch.PatchException;
import dev.sluice.admin.patch.StrategicPatch;

/** How to get from the current object to the wanted one. */
public sealed interface Patch {
    JsonNode apply(ObjectNode current) throws PatchException;

    record Json(JsonNode operations) implements Patch {
        @Override
        public JsonNode apply(ObjectNode current) throws PatchException { return JsonPatch.apply(current, operations); }
    }

    record Merge(JsonNode changes) implements Patch {
        @Override
        public JsonNode apply(ObjectNode current) { return MergePatch.apply(current, changes); }
    }

    /** For core kinds. */
    record Strategic(JsonNode changes) implements Patch {
        @Override
        public JsonNode apply(ObjectNode current) throws PatchException { return StrategicPatch.apply(current, changes); }
    }
}
