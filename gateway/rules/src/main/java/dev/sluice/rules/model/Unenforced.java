package dev.sluice.rules.model;

/**
 * A stored protection that this version does not enforce. What it governs is answered 503 with flag {@link #FLAG}, unless the operator allows otherwise.
 *
 * @param reason for the log and for explain, naming field and object; never shown to the client
 */
public record Unenforced(String reason, Provenance from) {
    /** Response flag of traffic refused because its protection is not enforced: Sluice's own, no Envoy flag says it. */
    public static final String FLAG = "NE";
}
