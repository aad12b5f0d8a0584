package dev.sluice.app.options;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the control plane keeps its state and is reached. */
public final class StoreOptions {
    @Option(names = "--data", paramLabel = "DIR", defaultValue = "./sluice-data", description = "Folder for everything that must outlive the process; made if missing. Default: ${DEFAULT-VALUE}.") private Path data = Path
            .of("sluice-data");

    @Option(names = "--admin-port", paramLabel = "PORT", converter = Port.class, defaultValue = "9443", description = "Admin API, HTTPS. Default: ${DEFAULT-VALUE}.") private int adminPort;

    @Option(names = "--admin-bind", paramLabel = "ADDR", defaultValue = "127.0.0.1", description = "Address that the admin API listens on. Default: ${DEFAULT-VALUE}.") private String adminBind = "127.0.0.1";

    @Option(names = "--seal-key", paramLabel = "FILE", description = "Key that seals Secrets at rest: 32 bytes in base64, as 'openssl rand -base64 32' prints, in a file that its owner alone can read. Default: made in the data folder; PostgreSQL demands one.") private @Nullable Path sealKey;

    @Option(names = "--config", paramLabel = "PATH", split = "\n", description = "File or folder put into the store at every start, all as one transaction; may be repeated. Nothing is deleted.") private List<String> config = List
            .of();

    public Path data() {
        return data;
    }

    public int adminPort() {
        return adminPort;
    }

    public String adminBind() {
        return adminBind;
    }

    public @Nullable Path sealKey() {
        return sealKey;
    }

    public List<String> config() {
        return config;
    }
}
