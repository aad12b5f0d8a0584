package dev.sluice.certs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names a workload: {@code spiffe://cluster.local/ns/default/sa/reviews}. The path compares exactly, the trust domain without regard to case
 * (SPIFFE-ID section 2).
 *
 * @param path the segments, at least one
 */
public record SpiffeId(TrustDomain trustDomain, List<String> path) {
    private static final String SCHEME = "spiffe://";
    private static final int MAX_BYTES = 2048;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]+");

    /** @throws IllegalArgumentException if a segment is empty, a dot segment or holds other characters; or if the whole is too long */
    public SpiffeId {
        path = List.copyOf(path);
        if (path.isEmpty()) throw new IllegalArgumentException("a workload's SPIFFE ID needs a path: " + SCHEME + trustDomain + "/...");
        for (String segment : path) {
            if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException(
                        "'" + segment + "' may not be a segment of a SPIFFE ID: letters, digits, dots, dashes, underscores");
            }
        }
        if (uri(trustDomain, path).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("a SPIFFE ID has at most " + MAX_BYTES + " bytes");
        }
    }

    /** As Istio names the workloads of a service account. */
    public static SpiffeId ofServiceAccount(TrustDomain trustDomain, String namespace, String serviceAccount) {
        return new SpiffeId(trustDomain, List.of("ns", namespace, "sa", serviceAccount));
    }

    /** @throws IllegalArgumentException if {@code uri} is no SPIFFE ID of a workload */
    public static SpiffeId parse(String uri) {
        if (!uri.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw new IllegalArgumentException("'" + uri + "' is no SPIFFE ID: it does not start with " + SCHEME);
        }
        List<String> parts = List.of(uri.substring(SCHEME.length()).split("/", -1));
        return new SpiffeId(new TrustDomain(parts.getFirst()), parts.subList(1, parts.size()));
    }

    private static String uri(TrustDomain trustDomain, List<String> path) {
        return SCHEME + trustDomain + "/" + String.join("/", path);
    }

    @Override
    public String toString() {
        return uri(trustDomain, path);
    }
}
