package dev.sluice.certs;

import java.security.SecureRandom;

/** The edge where this library meets the system's randomness: keys and serial numbers are made of it. Everything else takes it as an argument. */
public final class SystemChance {
    private SystemChance() {}

    /** The platform's own cryptographic generator; does not block once the system is up. Thread-safe. */
    public static SecureRandom secure() {
        return new SecureRandom();
    }
}
