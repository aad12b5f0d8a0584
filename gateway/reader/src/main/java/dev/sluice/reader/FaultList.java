package dev.sluice.reader;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The faults of one object's form, and which fields cannot be judged any more because of them. */
final class FaultList {
    private final List<Found> found = new ArrayList<>();
    private final Set<String> spoilt = new HashSet<>();

    private record Found(ReaderCode code, String field, String message, String help) {}

    void add(ReaderCode code, FieldPath field, String message, String help) {
        add(code, field.toString(), message, help);
    }

    void add(ReaderCode code, String field, String message, String help) {
        found.add(new Found(code, field, message, help));
        spoilt.add(field);
    }

    /** The field's value is not known: what was meant for it is written under a wrong name. */
    void spoil(FieldPath field) {
        spoilt.add(field.toString());
    }

    boolean isEmpty() { return found.isEmpty(); }

    List<Diagnostic> diagnostics(@Nullable ObjectRef object, Locations locations) {
        return found.stream().map(one -> new Diagnostic(one.code, object, one.field, one.message, one.help, locations.at(one.field)))
                .toList();
    }

    /** Whether a finding about the field's meaning can be trusted: neither the field, nor what is around it, nor what is in it is at fault already. */
    boolean canJudge(String field) {
        for (String bad : spoilt) {
            if (within(bad, field) || within(field, bad)) return false;
        }
        return true;
    }

    /**
     * Whether a warning about the field may rest on a word that could not be read: beside it, or beside what it is in, stands one that is not known, such as
     * a mistyped mode, and what was taken in its place is a default that nobody chose.
     */
    boolean isBesideUnknownWord(String field) {
        return found.stream().filter(one -> one.code == ReaderCode.UNKNOWN_WORD).anyMatch(one -> {
            int last = one.field.lastIndexOf('.');
            return last > 0 && within(field, one.field.substring(0, last));
        });
    }

    private static boolean within(String inner, String outer) {
        if (!inner.startsWith(outer)) return false;
        return outer.isEmpty() || inner.length() == outer.length() || inner.charAt(outer.length()) == '.'
                || inner.charAt(outer.length()) == '[';
    }
}
