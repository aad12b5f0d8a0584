package dev.sluice.dataplane.tls;

import dev.sluice.rules.model.Unenforced;

/** Why a connection is closed before its first request. */
public sealed interface Refusal {
    /** Nobody is there for its server name, or for a connection without TLS. */
    record NoServer() implements Refusal {}

    /** What its server asks for is not enforced yet. */
    record NotEnforced(Unenforced what) implements Refusal {}

    /** @param why for whoever reads the log */
    record Failed(String why) implements Refusal {}
}
