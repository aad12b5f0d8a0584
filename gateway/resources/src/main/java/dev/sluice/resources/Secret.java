package dev.sluice.resources;

import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code v1 Secret}. Never prints its data.
 *
 * <p>As a TLS credential it is read under Istio's names ({@code cert}, {@code key}, {@code cacert}, {@code crl}) or Kubernetes' ({@code tls.crt},
 * {@code tls.key}, {@code ca.crt}, {@code ca.crl}); Istio's come first where they hold something (RX-58).
 */
public record Secret(Metadata metadata, String type, Map<String, Bytes> data) implements Resource {
    /** The type whose keys {@code tls.crt} and {@code tls.key} Kubernetes demands. */
    public static final String TLS_TYPE = "kubernetes.io/tls";

    public Secret {
        data = Map.copyOf(data);
    }

    /**
     * One entry of the data.
     *
     * @param name its key
     */
    public record Entry(String name, Bytes content) {
        /** Where it stands: {@code data[tls.crt]}. */
        public String field() {
            return "data[" + name + "]";
        }
    }

    @Override
    public Kind kind() {
        return Kind.SECRET;
    }

    /** The certificate to show, with its chain; null if there is none. */
    public @Nullable Entry certificate() {
        return hasIstioPair() ? entry("cert", "tls.crt") : entry("tls.crt", "cert");
    }

    /** The private key of {@link #certificate()}; null if there is none. */
    public @Nullable Entry privateKey() {
        return hasIstioPair() ? entry("key", "tls.key") : entry("tls.key", "key");
    }

    /** The CAs that the other side's certificate is verified with; null if there are none (RX-59). */
    public @Nullable Entry authorities() {
        return entry("cacert", "ca.crt");
    }

    /** What those CAs revoked; null if there is nothing. */
    public @Nullable Entry revocations() {
        return entry("crl", "ca.crl");
    }

    private boolean hasIstioPair() {
        return entry("cert") != null && entry("key") != null;
    }

    private @Nullable Entry entry(String name, String otherwise) {
        Entry first = entry(name);
        return first != null ? first : entry(otherwise);
    }

    /** An empty value is none. */
    private @Nullable Entry entry(String name) {
        Bytes content = data.get(name);
        return content == null || content.length() == 0 ? null : new Entry(name, content);
    }

    @Override
    public String toString() {
        return "Secret[" + metadata.namespace() + "/" + metadata.name() + ", keys " + new TreeSet<>(data.keySet()) + "]";
    }
}
