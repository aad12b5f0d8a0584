package dev.sluice.rules.decide;

import dev.sluice.rules.snapshot.Listener;

/** What becomes of a connection. */
public sealed interface Acceptance {
    record Plain(Listener.PlainServer server) implements Acceptance {}

    record Tls(Listener.TlsServer server) implements Acceptance {}

    /** Nothing here takes it: closed at once, without an alert (RX-52). */
    record NoServer() implements Acceptance {}
}
