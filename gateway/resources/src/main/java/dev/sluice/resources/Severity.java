package dev.sluice.resources;

/** How much a {@link Diagnostic} matters. */
public enum Severity {
    /** Istio's own validation would refuse it, or it is not ours to guess: refused at every door. */
    ERROR,
    /** Accepted, but hardly meant: never blocks, always told. */
    WARNING,
    /** Worth knowing. */
    INFO
}
