package dev.sluice.dataplane.http1;

/**
 * The peer broke the protocol or a limit. Thrown by parsers, caught by the connection that runs them, which answers and closes. Carries no stack: it
 * is an ordinary outcome of hostile input.
 */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    /** @param what in words, without anything the peer sent */
    Malformed(int status, String what) {
        super(what, null, false, false);
        this.status = status;
    }

    Malformed(String what) {
        this(400, what);
    }

    /** What a client is answered; upstreams' faults are 502 whatever this says. */
    int status() {
        return status;
    }

    String what() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
