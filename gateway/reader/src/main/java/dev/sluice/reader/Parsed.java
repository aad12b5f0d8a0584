package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One document as text parsers give it.
 *
 * @param tree null where the text could not be parsed
 * @param faults what is wrong with the text itself
 */
record Parsed(@Nullable JsonNode tree, Position position, List<Fault> faults) {
    /** A fault of the text; {@code field} is the path of the object part it stands in, as far as that is known. */
    record Fault(ReaderCode code, int line, String field, String message, String help) {}
}
