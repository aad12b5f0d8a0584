package dev.sluice.certs;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A SPIFFE trust domain, {@code cluster.local}: the part of an identity that names who vouches for it. Lower case (SPIFFE-ID section 2.1).
 */
public record TrustDomain(String name) {
    private static final int MAX_LENGTH = 255;
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9._-]+");

    /** What Istio uses where nothing else is set. */
    public static final TrustDomain CLUSTER_LOCAL = new TrustDomain("cluster.local");

    /** @throws IllegalArgumentException if {@code name} holds what a trust domain may not */
    public TrustDomain {
        name = name.toLowerCase(Locale.ROOT);
        if (name.length() > MAX_LENGTH || !ALLOWED.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no trust domain: 1 to " + MAX_LENGTH
                            + " letters, digits, dots, dashes and underscores, without a port");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
