package dev.sluice.admin.select;

import java.io.Serial;

/** A selector that cannot be read, with the reason for its author. */
public final class SelectorException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    SelectorException(String message) {
        super(message);
    }
}
