package dev.sluice.reader;

import dev.sluice.resources.SourceRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of one object stand in its text. A path is written as diagnostics write it: {@code spec.http[0].headers[x-user].exact}; names that
 * hold dots stand in brackets.
 */
public final class Locations {
    private final String file;
    private final @Nullable Position root;

    private Locations(String file, @Nullable Position root) {
        this.file = file;
        this.root = root;
    }

    static Locations of(String file, Position root) {
        return new Locations(file, root);
    }

    /** For objects that came without a text: every place is the origin alone. */
    static Locations unknown(String origin) {
        return new Locations(origin, null);
    }

    /** The place of the field, or of the nearest part around it that is known. Never fails, whatever the path. */
    public SourceRef at(String fieldPath) {
        if (root == null) return new SourceRef(file, 0);
        List<String> steps = steps(fieldPath);
        Position plain = steps.size() == 2 && steps.getFirst().equals("data") ? child(root, "stringData") : null;
        // What is said about a Secret's data may have been written as stringData, whose entries win.
        if (plain != null && child(plain, steps.getLast()) instanceof Position entry) return new SourceRef(file, entry.line());
        Position here = root;
        for (String step : steps) {
            Position next = child(here, step);
            if (next == null) break;
            here = next;
        }
        return new SourceRef(file, here.line());
    }

    private static @Nullable Position child(Position of, String step) {
        return switch (of) {
            case Position.Fields object -> object.fields().get(step);
            case Position.Items list -> {
                int index = index(step);
                yield index >= 0 && index < list.items().size() ? list.items().get(index) : null;
            }
            case Position.Leaf leaf -> null;
        };
    }

    private static int index(String step) {
        if (step.isEmpty() || step.length() > 9) return -1;
        for (int i = 0; i < step.length(); i++) {
            if (step.charAt(i) < '0' || step.charAt(i) > '9') return -1;
        }
        return Integer.parseInt(step);
    }

    private static List<String> steps(String path) {
        var steps = new ArrayList<String>();
        int at = 0;
        while (at < path.length()) {
            char first = path.charAt(at);
            if (first == '.') {
                at++;
            } else if (first == '[') {
                int end = path.indexOf(']', at);
                if (end < 0) end = path.length();
                steps.add(path.substring(at + 1, end));
                at = end + 1;
            } else {
                int end = at;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') end++;
                steps.add(path.substring(at, end));
                at = end;
            }
        }
        return steps;
    }
}
