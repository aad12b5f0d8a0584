package dev.sluice.dataplane.http;

import java.nio.charset.StandardCharsets;

/** A field name that is written often: its bytes stand ready. Immutable. */
public final class FieldName {
    private final String text;
    /** The name, a colon and a space. */
    private final byte[] lead;
    private final long mask;

    private FieldName(String text) {
        this.text = text;
        this.lead = (text + ": ").getBytes(StandardCharsets.US_ASCII);
        this.mask = Headers.bit(text.length(), text.charAt(0), text.charAt(text.length() - 1));
    }

    /** @param lowerCase a token in lower case without an underscore */
    public static FieldName of(String lowerCase) {
        if (lowerCase.isEmpty() || lowerCase.indexOf('_') >= 0) throw new IllegalArgumentException("not a name to prepare: " + lowerCase);
        return new FieldName(lowerCase);
    }

    int length() {
        return lead.length - 2;
    }

    byte[] lead() {
        return lead;
    }

    /** Its bit among those of {@link Headers}. */
    long mask() {
        return mask;
    }

    @Override
    public String toString() {
        return text;
    }
}
