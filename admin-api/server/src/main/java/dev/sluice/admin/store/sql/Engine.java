package dev.sluice.admin.store.sql;

import java.nio.file.Path;
import java.util.Objects;

/** Which database, and where. */
public sealed interface Engine {
    /** @param folder the store's own, on a local file system; made if missing */
    record Sqlite(Path folder) implements Engine {
        public Sqlite {
            Objects.requireNonNull(folder);
        }
    }

    /** @param url as pgjdbc reads it; may hold user and password, so it is never shown */
    record Postgres(String url) implements Engine {
        public Postgres {
            Objects.requireNonNull(url);
        }

        @Override
        public String toString() {
            return "Postgres";
        }
    }

    /**
     * {@code jdbc:sqlite:FOLDER} or {@code jdbc:postgresql:...}.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Engine of(String jdbcUrl) {
        if (jdbcUrl.startsWith("jdbc:postgresql:")) return new Postgres(jdbcUrl);
        if (jdbcUrl.startsWith("jdbc:sqlite:") && jdbcUrl.length() > "jdbc:sqlite:".length()) {
            return new Sqlite(Path.of(jdbcUrl.substring("jdbc:sqlite:".length())));
        }
        throw new IllegalArgumentException("the store's URL must be jdbc:sqlite:FOLDER or jdbc:postgresql://HOST/DATABASE");
    }
}
