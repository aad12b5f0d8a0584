package dev.sluice.resources;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One finding about a resource: code, place, fact, remedy.
 *
 * @param object what it is about; null where the text could not even be recognised as an object
 * @param field path from the object's root, {@code spec.http[0].route[1].weight}; empty for the object as a whole
 * @param message the fact: what was found, what was expected
 * @param help how to mend it; empty where the message says all
 * @param where file and line; {@link SourceRef#UNKNOWN} until a reader that knows the text fills it in
 */
public record Diagnostic(DiagnosticCode code, @Nullable ObjectRef object, String field, String message, String help, SourceRef where) {
    public Diagnostic {
        Objects.requireNonNull(code);
        Objects.requireNonNull(field);
        Objects.requireNonNull(message);
        Objects.requireNonNull(help);
        Objects.requireNonNull(where);
    }

    public Diagnostic(DiagnosticCode code, @Nullable ObjectRef object, String field, String message, String help) {
        this(code, object, field, message, help, SourceRef.UNKNOWN);
    }

    public Severity severity() {
        return code.severity();
    }

    public boolean isError() { return severity() == Severity.ERROR; }

    public Diagnostic at(SourceRef place) {
        return new Diagnostic(code, object, field, message, help, place);
    }

    /** {@code app.yaml:12: error SL0104 VirtualService default/a spec.http[0].timeout: ... (help)}. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        if (!where.equals(SourceRef.UNKNOWN)) text.append(where).append(": ");
        text.append(severity().name().toLowerCase(java.util.Locale.ROOT)).append(' ').append(code.code());
        if (object != null) text.append(' ').append(object);
        if (!field.isEmpty()) text.append(' ').append(field);
        text.append(": ").append(message);
        if (!help.isEmpty()) text.append(" (").append(help).append(')');
        return text.toString();
    }
}
