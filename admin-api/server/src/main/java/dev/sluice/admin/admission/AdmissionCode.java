package dev.sluice.admin.admission;

import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Severity;

/** What the admin API itself has to say about a write. SL0901 to SL0949. */
public enum AdmissionCode implements DiagnosticCode {
    NOT_YET_ENFORCED("SL0901", "stored, but this version does not act on it",
            "The object is kept as it is and given to every node, and it will take effect once a version that knows it runs. Until then it changes nothing about"
                    + " traffic; where it would restrict or protect, the traffic it governs is refused (503, flag NE) instead of being let through unprotected.");

    private final String code;
    private final String title;
    private final String explanation;

    AdmissionCode(String code, String title, String explanation) {
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
        return Severity.WARNING;
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
