package dev.sluice.admin.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.function.BiFunction;

/**
 * One column of a Table.
 *
 * @param type as OpenAPI names it: string, integer, boolean, date
 * @param priority 0 is always shown, 1 with {@code -o wide}
 * @param cell the cell of an object, now
 */
record Column(String name, String type, String format, String description, int priority, BiFunction<JsonNode, Instant, JsonNode> cell) {}
