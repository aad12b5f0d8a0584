package dev.sluice.admin.select;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Kubernetes' label selector: all requirements must hold; none selects everything. */
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** One condition on one label. */
    public sealed interface Requirement {
        String key();

        boolean holds(@Nullable String value);

        record In(String key, Set<String> values) implements Requirement {
            @Override
            public boolean holds(@Nullable String value) { return value != null && values.contains(value); }
        }

        record NotIn(String key, Set<String> values) implements Requirement {
            @Override
            public boolean holds(@Nullable String value) { return value == null || !values.contains(value); }
        }

        record Exists(String key) implements Requirement {
            @Override
            public boolean holds(@Nullable String value) { return value != null; }
        }

        record Absent(String key) implements Requirement {
            @Override
            public boolean holds(@Nullable String value) { return value == null; }
        }

        record Number(String key, long limit, boolean greater) implements Requirement {
            @Override
            public boolean holds(@Nullable String value) {
                if (value == null) return false;
                try {
                    long number = Long.parseLong(value);
                    return greater ? number > limit : number < limit;
                } catch (NumberFormatException notANumber) {
                    return false;
                }
            }
        }
    }

    /** @param metadata of the object */
    public boolean matches(JsonNode metadata) {
        JsonNode labels = metadata.path("labels");
        for (Requirement one : requirements) {
            JsonNode value = labels.get(one.key());
            if (!one.holds(value == null || value.isNull() ? null : value.asText())) return false;
        }
        return true;
    }

    /**
     * Reads {@code app=shop,tier in (a, b),!old}.
     *
     * @throws SelectorException with what was found and what was expected
     */
    public static LabelSelector parse(String text) throws SelectorException {
        if (text.isBlank()) return EVERYTHING;
        var found = new ArrayList<Requirement>();
        for (String part : split(text)) found.add(requirement(part.strip()));
        return new LabelSelector(found);
    }

    /** At commas outside parentheses. */
    private static List<String> split(String text) throws SelectorException {
        var parts = new ArrayList<String>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (depth < 0 || depth > 1)
                throw new SelectorException("unable to parse requirement: unbalanced parentheses in '" + text + "'");
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        if (depth != 0) throw new SelectorException("unable to parse requirement: unbalanced parentheses in '" + text + "'");
        parts.add(text.substring(from));
        return parts;
    }

    private static Requirement requirement(String text) throws SelectorException {
        if (text.endsWith(")")) return set(text);
        if (text.startsWith("!")) return new Requirement.Absent(key(text.substring(1)));
        int notEqual = text.indexOf("!=");
        if (notEqual > 0) return new Requirement.NotIn(key(text.substring(0, notEqual)), Set.of(value(text.substring(notEqual + 2))));
        int equal = text.indexOf('=');
        if (equal > 0) {
            int after = text.startsWith("==", equal) ? equal + 2 : equal + 1;
            return new Requirement.In(key(text.substring(0, equal)), Set.of(value(text.substring(after))));
        }
        int compare = Math.max(text.indexOf('>'), text.indexOf('<'));
        if (compare > 0) return number(text, compare);
        return new Requirement.Exists(key(text));
    }

    private static Requirement set(String text) throws SelectorException {
        int open = text.indexOf('(');
        String[] words = text.substring(0, Math.max(open, 0)).strip().split("\\s+");
        if (words.length != 2)
            throw new SelectorException("unable to parse requirement: '" + text + "' is not 'key in (a, b)' or 'key notin (a, b)'");
        var values = new TreeSet<String>();
        for (String one : text.substring(open + 1, text.length() - 1).split(",", -1)) values.add(value(one));
        return switch (words[1]) {
            case "in" -> new Requirement.In(key(words[0]), values);
            case "notin" -> new Requirement.NotIn(key(words[0]), values);
            default -> throw new SelectorException("unable to parse requirement: found '" + words[1] + "', expected: in, notin");
        };
    }

    private static Requirement number(String text, int at) throws SelectorException {
        try {
            return new Requirement.Number(key(text.substring(0, at)), Long.parseLong(text.substring(at + 1).strip()),
                    text.charAt(at) == '>');
        } catch (NumberFormatException wrong) {
            throw new SelectorException("unable to parse requirement: for 'Gt', 'Lt' operators, the value must be an integer, got '"
                    + text.substring(at + 1) + "'");
        }
    }

    private static String key(String text) throws SelectorException {
        String key = text.strip();
        if (!key.matches("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")) {
            throw new SelectorException("unable to parse requirement: '" + key + "' is not a label key");
        }
        return key;
    }

    private static String value(String text) throws SelectorException {
        String value = text.strip();
        if (!value.matches("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")) {
            throw new SelectorException("unable to parse requirement: '" + value + "' is not a label value");
        }
        return value;
    }
}
