package dev.sluice.node;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.rules.model.TlsTermination.Pair;
import org.jspecify.annotations.Nullable;

/** All key material of a node: of Secrets and of files. */
record NodeMaterial(SecretMaterial secrets, FileMaterial files) implements TlsMaterial {
    static NodeMaterial none() {
        return new NodeMaterial(SecretMaterial.none(), FileMaterial.none());
    }

    @Override
    public @Nullable KeyPair credential(String name) {
        return secrets.credential(name);
    }

    @Override
    public @Nullable Roots roots(String name) {
        return secrets.roots(name);
    }

    @Override
    public @Nullable KeyPair pair(String certificateFile, String privateKeyFile) {
        return files.pair(new Pair(certificateFile, privateKeyFile));
    }

    @Override
    public @Nullable Roots rootsFile(String file) {
        return files.roots(file);
    }
}
