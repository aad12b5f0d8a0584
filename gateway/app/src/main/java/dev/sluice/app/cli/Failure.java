package dev.sluice.app.cli;

/** Ends a command with exit code 2 and one line on stderr: what failed and how to mend it. For the user, so without a stack trace. */
public final class Failure extends RuntimeException {
    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
