package dev.sluice.admin.rest;

import dev.sluice.admin.answer.Cause;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.select.FieldSelector;
import dev.sluice.admin.select.FieldSelector.Term;
import dev.sluice.admin.select.LabelSelector;
import dev.sluice.admin.select.SelectorException;
import dev.sluice.admin.watch.ListQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Query parameters, read and judged. */
final class Parameters {
    private Parameters() {}

    /** Empty for an empty text. */
    static OptionalLong revision(String text) {
        if (text.isEmpty()) return OptionalLong.empty();
        try {
            long revision = Long.parseLong(text);
            if (revision >= 0) return OptionalLong.of(revision);
        } catch (NumberFormatException notANumber) {
            // answered below
        }
        throw Failure.badRequest("resourceVersion: Invalid value: \"" + text + "\": not a revision of this server").exception();
    }

    static long limit(ApiRequest request) {
        return number(request, "limit");
    }

    /** 0 where it is not given. */
    static long number(ApiRequest request, String name) {
        String text = request.param(name);
        if (text.isEmpty()) return 0;
        try {
            long number = Long.parseLong(text);
            if (number >= 0) return number;
        } catch (NumberFormatException notANumber) {
            // answered below
        }
        throw Failure.badRequest(name + ": Invalid value: \"" + text + "\": must be a number of at least 0").exception();
    }

    static ListQuery query(ApiRequest request, ResourcePath path) {
        try {
            FieldSelector fields = FieldSelector.parse(request.param("fieldSelector"));
            if (!path.name().isEmpty()) {
                var terms = new ArrayList<>(fields.terms());
                terms.add(new Term("metadata.name", path.name(), true));
                fields = new FieldSelector(terms);
            }
            return new ListQuery(path.kind(), path.namespace(), LabelSelector.parse(request.param("labelSelector")), fields);
        } catch (SelectorException wrong) {
            throw Failure.badRequest(wrong.getMessage() == null ? "the selector cannot be read" : wrong.getMessage()).exception();
        }
    }

    static boolean dryRun(List<String> values) {
        for (String value : values) {
            if (!value.equals("All")) {
                throw Failure
                        .invalidOptions("options",
                                new Cause("FieldValueNotSupported", "Unsupported value: \"" + value + "\": supported values: \"All\"",
                                        "dryRun"))
                        .exception();
            }
        }
        return !values.isEmpty();
    }
}
