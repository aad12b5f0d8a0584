package dev.sluice.admin.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Cause;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.answer.FailureException;
import dev.sluice.admin.json.Trees;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ReaderCode;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.List;

/** The form of one object, as the reader of resources judges it, in Kubernetes' words. */
final class FieldCheck {
    static final String ORIGIN = "request body";

    private FieldCheck() {}

    /** @param tree in the form in which it is kept, without what was not known */
    record Checked(ObjectNode tree, List<String> warnings) {}

    /**
     * @throws FailureException 400 for unknown fields under {@link FieldValidation#STRICT}, 422 for what is wrong otherwise
     */
    static Checked check(Kind kind, ObjectNode tree, FieldValidation validation) {
        ReadDocument read = ResourceReader.readTree(tree, ORIGIN);
        List<Diagnostic> unknown = read.diagnostics().stream().filter(FieldCheck::isUnknownField).toList();
        if (unknown.isEmpty()) return finish(kind, read, List.of());
        List<String> texts = unknown.stream().map(one -> "unknown field \"" + one.field() + "\"").toList();
        if (validation == FieldValidation.STRICT) throw strict(kind, tree, unknown).exception();
        ObjectNode pruned = tree.deepCopy();
        for (Diagnostic one : unknown) remove(pruned, one.field());
        return finish(kind, ResourceReader.readTree(pruned, ORIGIN), validation == FieldValidation.WARN ? texts : List.of());
    }

    private static boolean isUnknownField(Diagnostic diagnostic) {
        return diagnostic.code() == ReaderCode.UNKNOWN_FIELD;
    }

    private static Failure strict(Kind kind, JsonNode tree, List<Diagnostic> unknown) {
        List<String> texts = unknown.stream()
                .map(one -> "unknown field \"" + one.field() + "\"" + (one.help().isEmpty() ? "" : " (" + one.help() + ")")).toList();
        String apiVersion = Trees.text(tree, "apiVersion");
        return Failure.badRequest(kind.kind() + " in version \"" + apiVersion.substring(apiVersion.indexOf('/') + 1)
                + "\" cannot be handled as a " + kind.kind()
                + ": strict decoding error: " + String.join(", ", texts));
    }

    private static Checked finish(Kind kind, ReadDocument read, List<String> unknown) {
        List<Diagnostic> errors = read.diagnostics().stream().filter(Diagnostic::isError).toList();
        ObjectNode tree = read.tree();
        if (!errors.isEmpty() || tree == null) {
            String name = tree == null ? "" : Trees.text(tree, "metadata", "name");
            throw Failure.invalid(kind, name, errors.stream().map(FieldCheck::cause).toList()).exception();
        }
        var warnings = new ArrayList<>(unknown);
        for (Diagnostic one : read.diagnostics()) warnings.add(warning(one));
        return new Checked(tree, warnings);
    }

    static Cause cause(String field, String message) {
        return Cause.invalid(field, message);
    }

    /** One cause: the field, then code, fact and remedy. */
    static Cause cause(Diagnostic one) {
        String reason = one.code() == ReaderCode.MISSING_FIELD
                ? "FieldValueRequired"
                : one.code() == ReaderCode.UNKNOWN_WORD ? "FieldValueNotSupported" : "FieldValueInvalid";
        String help = one.help().isEmpty() ? "" : " (" + one.help() + ")";
        return new Cause(reason, one.code().code() + " " + one.message() + help, one.field());
    }

    static String warning(Diagnostic one) {
        String object = one.object() == null ? "" : " " + one.object();
        String field = one.field().isEmpty() ? "" : " " + one.field();
        String help = one.help().isEmpty() ? "" : " (" + one.help() + ")";
        return one.code().code() + object + field + ": " + one.message() + help;
    }

    /** Removes what stands at {@code path}, written as diagnostics write it: {@code spec.http[0].headers[x.y]}. */
    private static void remove(ObjectNode root, String path) {
        List<String> steps = steps(path);
        JsonNode at = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            at = at instanceof ArrayNode list ? list.path(Integer.parseInt(step)) : at.path(step);
        }
        if (at instanceof ObjectNode object) object.remove(steps.getLast());
    }

    private static List<String> steps(String path) {
        var steps = new ArrayList<String>();
        int at = 0;
        while (at < path.length()) {
            if (path.charAt(at) == '.') {
                at++;
            } else if (path.charAt(at) == '[') {
                int end = path.indexOf(']', at) < 0 ? path.length() : path.indexOf(']', at);
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
