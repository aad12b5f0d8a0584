package dev.sluice.admin.select;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Field selector over {@code metadata.name} and {@code metadata.namespace}: those that every kind here can answer. */
public record FieldSelector(List<Term> terms) {
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /** @param equal whether the field must have the value, or must not */
    public record Term(String field, String value, boolean equal) {}

    public boolean matches(JsonNode object) {
        for (Term term : terms) {
            String actual = object.path("metadata").path(term.field().substring("metadata.".length())).asText("");
            if (actual.equals(term.value()) != term.equal()) return false;
        }
        return true;
    }

    public static FieldSelector parse(String text) throws SelectorException {
        if (text.isBlank()) return EVERYTHING;
        var found = new ArrayList<Term>();
        for (String part : text.split(",", -1)) {
            int equal = part.indexOf('=');
            if (equal <= 0) throw new SelectorException("invalid selector: '" + text + "'; can't understand '" + part + "'");
            boolean not = part.charAt(equal - 1) == '!';
            String field = part.substring(0, not ? equal - 1 : equal).strip();
            String value = part.substring(part.startsWith("==", equal) ? equal + 2 : equal + 1).strip();
            if (!field.equals("metadata.name") && !field.equals("metadata.namespace")) {
                throw new SelectorException("field label not supported: " + field);
            }
            found.add(new Term(field, value, !not));
        }
        return new FieldSelector(found);
    }
}
