package dev.sluice.app.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Severity;
import dev.sluice.resources.SourceRef;
import java.util.List;
import java.util.Locale;

/** Diagnostics as text for people and as the published JSON. */
public final class DiagnosticPrinter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DiagnosticPrinter() {}

    /** A place that editors can jump to, the fact, and how to mend it; one finding after the other. */
    public static String text(List<Diagnostic> diagnostics) {
        var text = new StringBuilder();
        for (Diagnostic one : diagnostics) {
            if (!one.where().equals(SourceRef.UNKNOWN)) text.append(one.where()).append(": ");
            text.append(word(one.severity())).append(' ').append(one.code().code());
            if (one.object() != null) text.append("  ").append(one.object());
            if (!one.field().isEmpty()) text.append("  ").append(one.field());
            text.append("\n  ").append(one.message().replace("\n", "\n  ")).append('\n');
            if (!one.help().isEmpty()) text.append("  help: ").append(one.help().replace("\n", "\n  ")).append('\n');
        }
        return text.toString();
    }

    /** {@code {diagnostics: [{code, severity, file, line, object, field, message, help}]}}. */
    public static String json(List<Diagnostic> diagnostics) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("diagnostics");
        for (Diagnostic one : diagnostics) {
            list.addObject().put("code", one.code().code()).put("severity", word(one.severity())).put("file", one.where().file())
                    .put("line", one.where().line()).put("object", one.object() == null ? "" : one.object().toString())
                    .put("field", one.field())
                    .put("message", one.message()).put("help", one.help());
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code 2 errors, 1 warning}. */
    public static String summary(List<Diagnostic> diagnostics) {
        return count(diagnostics, Severity.ERROR, "error") + ", " + count(diagnostics, Severity.WARNING, "warning");
    }

    private static String count(List<Diagnostic> diagnostics, Severity severity, String word) {
        long count = diagnostics.stream().filter(one -> one.severity() == severity).count();
        return count + " " + word + (count == 1 ? "" : "s");
    }

    private static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
