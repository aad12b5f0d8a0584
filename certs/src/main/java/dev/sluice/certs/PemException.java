package dev.sluice.certs;

/** A text that ought to hold certificates or a key in PEM and does not. The message says what is wrong and never quotes a key. */
public final class PemException extends Exception {
    public PemException(String message) {
        super(message);
    }

    public PemException(String message, Throwable cause) {
        super(message, cause);
    }
}
