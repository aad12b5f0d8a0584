package dev.sluice.admin.patch;

import java.io.Serial;

/** A patch that cannot be applied, with the reason for its author. */
public final class PatchException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    PatchException(String message) {
        super(message);
    }
}
