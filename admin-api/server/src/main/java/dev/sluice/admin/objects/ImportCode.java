package dev.sluice.admin.objects;

import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Severity;

/** What can be wrong with an import beyond its objects. SL0951 to SL0959. */
public enum ImportCode implements DiagnosticCode {
    NOT_STORED(
            "SL0951", "the store did not take the import",
            "The objects are sound, but the store refused them for the reason given: it may be read-only because its disk is full or its database away, or an object"
                    + " may have changed at the same moment. Nothing was changed; try again once the reason is gone.");

    private final String code;
    private final String title;
    private final String explanation;

    ImportCode(String code, String title, String explanation) {
        this.code = code;
        this.title = title;
        this.explanation = explanation;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String explanation() {
        return explanation;
    }
}
