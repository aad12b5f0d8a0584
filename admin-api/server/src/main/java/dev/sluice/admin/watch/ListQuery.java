package dev.sluice.admin.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.select.FieldSelector;
import dev.sluice.admin.select.LabelSelector;
import dev.sluice.resources.Kind;

/**
 * Which objects of a kind a list or watch is about.
 *
 * @param namespace empty for all
 */
public record ListQuery(Kind kind, String namespace, LabelSelector labels, FieldSelector fields) {
    /** @param object whole */
    public boolean selects(JsonNode object) {
        return labels.matches(object.path("metadata")) && fields.matches(object);
    }
}
