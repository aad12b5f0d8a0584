package dev.sluice.resources.check;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/** Collects what is found about one object. */
final class Findings {
    private final ObjectRef object;
    private final List<Diagnostic> found = new ArrayList<>();

    Findings(ObjectRef object) {
        this.object = object;
    }

    void add(CheckCode code, String field, String message) {
        add(code, field, message, "");
    }

    void add(CheckCode code, String field, String message, String help) {
        found.add(new Diagnostic(code, object, field, message, help));
    }

    List<Diagnostic> all() {
        return List.copyOf(found);
    }
}
