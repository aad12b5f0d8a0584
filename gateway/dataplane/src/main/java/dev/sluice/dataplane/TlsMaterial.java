package dev.sluice.dataplane;

import dev.sluice.resources.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The port through which key material reaches the data plane. Values only, so that a change is seen by comparing. Any thread. */
public interface TlsMaterial {
    /** The Secret {@code name} in the node's namespace; null if there is none or it holds no usable pair. */
    @Nullable
    KeyPair credential(String name);

    /** The roots under {@code name} (keys {@code cacert} or {@code ca.crt}); null if there are none. */
    @Nullable
    Roots roots(String name);

    /** The pair in two files of the node; null if one is missing. */
    default @Nullable KeyPair pair(String certificateFile, String privateKeyFile) {
        return null;
    }

    /** The roots in a file of the node; null if it is missing. */
    default @Nullable Roots rootsFile(String file) {
        return null;
    }

    /** PEM texts. Prints neither. */
    record KeyPair(Bytes certificateChain, Bytes privateKey) {}

    /** @param crl PEM, empty if there is none */
    record Roots(Bytes certificates, List<Bytes> crl) {
        public Roots {
            crl = List.copyOf(crl);
        }
    }

    /** Nothing. */
    TlsMaterial NONE = new TlsMaterial() {
        @Override
        public @Nullable KeyPair credential(String name) {
            return null;
        }

        @Override
        public @Nullable Roots roots(String name) {
            return null;
        }
    };
}
