package dev.sluice.resources;

/**
 * One entry of the catalogue of diagnostics. Each module that diagnoses has one enum of them; {@code sluice validate --explain CODE} and the
 * documentation are made from these, so nothing about a code is written twice.
 */
public interface DiagnosticCode {
    /** {@code SLnnnn}; unique in the product and never reused. */
    String code();

    Severity severity();

    /** A few words: what is wrong. */
    String title();

    /** One or more sentences: what happens because of it, why we say so (with the Istio rule where there is one) and how to mend it. */
    String explanation();
}
