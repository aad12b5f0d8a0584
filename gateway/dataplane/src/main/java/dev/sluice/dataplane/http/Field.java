package dev.sluice.dataplane.http;

import java.nio.charset.StandardCharsets;

/** A field that is written often with the same value: its line stands ready. Immutable. */
public final class Field {
    private final FieldName name;
    private final byte[] line;

    private Field(FieldName name, byte[] line) {
        this.name = name;
        this.line = line;
    }

    /** @throws IllegalArgumentException if {@code value} holds CR, LF or NUL */
    public static Field of(FieldName name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf(0) >= 0)
            throw new IllegalArgumentException("header " + name + " holds a line break or NUL");
        return new Field(name, (name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    FieldName name() {
        return name;
    }

    /** As it is written, with CRLF. */
    byte[] line() {
        return line;
    }

    int valueLength() {
        return line.length - name.length() - 4;
    }
}
