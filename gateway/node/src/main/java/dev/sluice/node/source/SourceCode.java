package dev.sluice.node.source;

import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Severity;

/** What a node's source finds besides what the reader says. SL0960 to SL0969. */
public enum SourceCode implements DiagnosticCode {
    UNREADABLE_FILE("SL0960", Severity.ERROR, "a configuration file cannot be read",
            "The file could not be opened or is not UTF-8 text. What it held before stays in force; other files are read all the same. Look at its permissions"
                    + " and its encoding.");

    private final String code;
    private final Severity severity;
    private final String title;
    private final String explanation;

    SourceCode(String code, Severity severity, String title, String explanation) {
        this.code = code;
        this.severity = severity;
        this.title = title;
        this.explanation = explanation;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return severity;
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
