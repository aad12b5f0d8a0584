package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Store;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends WatchContract {
    @TempDir Path folder;

    @Override
    Store open(UnaryOperator<StoreSettings> settings) throws StoreCannotOpen {
        StoreSettings plain = StoreSettings.of(new Engine.Sqlite(folder.resolve("store")), Optional.empty(), "istio-system");
        return SqlStore.open(settings.apply(plain), clock, () -> UUID.randomUUID().toString(), new SecureRandom());
    }
}
