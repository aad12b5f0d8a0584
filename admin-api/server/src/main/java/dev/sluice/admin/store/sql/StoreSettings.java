package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.StoredKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a store is opened.
 *
 * @param sealKeyFile empty with SQLite: {@code seal.key} in the folder, made with a new store; PostgreSQL demands one
 * @param kinds all that may be written
 * @param namespaces exist from the start and cannot be deleted; {@code default} always is among them
 * @param ringEvents how many of the newest events are kept in memory for watchers
 * @param journalAge how long superseded states are kept
 * @param journalEvents how many of them at most
 */
public record StoreSettings(Engine engine, Optional<Path> sealKeyFile, List<StoredKind> kinds, List<String> namespaces, int ringEvents, Duration journalAge, long journalEvents) {
    public StoreSettings {
        Objects.requireNonNull(engine);
        Objects.requireNonNull(sealKeyFile);
        kinds = List.copyOf(kinds);
        var all = new LinkedHashSet<String>();
        all.add("default");
        all.addAll(namespaces);
        namespaces = List.copyOf(all);
        Objects.requireNonNull(journalAge);
        if (ringEvents < 1) throw new IllegalArgumentException("a ring of " + ringEvents + " events");
        if (journalEvents < 1) throw new IllegalArgumentException("a journal of " + journalEvents + " events");
    }

    /** With the kinds that nodes read, a ring of 100,000 events and a journal of 30 days or a million events. */
    public static StoreSettings of(Engine engine, Optional<Path> sealKeyFile, String rootNamespace) {
        return new StoreSettings(engine, sealKeyFile, StoredKind.ofNodes(), List.of(rootNamespace), 100_000, Duration.ofDays(30),
                1_000_000);
    }

    public StoreSettings withJournal(int newRingEvents, Duration newJournalAge, long newJournalEvents) {
        return new StoreSettings(engine, sealKeyFile, kinds, namespaces, newRingEvents, newJournalAge, newJournalEvents);
    }
}
