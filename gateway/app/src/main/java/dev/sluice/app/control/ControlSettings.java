package dev.sluice.app.control;

import dev.sluice.admin.store.sql.Engine;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the owner of a control plane decides.
 *
 * @param bind address of the admin API
 * @param port 0 for any that is free
 * @param sealKeyFile seals Secrets at rest; empty lets an embedded store make its own
 */
public record ControlSettings(Engine engine, Optional<Path> sealKeyFile, String rootNamespace, String bind, int port, boolean allowUnenforced) {
    public ControlSettings {
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port + " is outside 0..65535");
    }

    /** Where the store is, without user and password. */
    String place() {
        return switch (engine) {
            case Engine.Sqlite it -> it.folder().toString();
            case Engine.Postgres it -> {
                String url = it.url().replaceFirst("\\?.*", "").replaceFirst("^jdbc:", "");
                yield url.replaceFirst("//[^/]*@", "//");
            }
        };
    }
}
