package dev.sluice.admin.store;

import java.util.Objects;

/** The answer to a wish to watch. */
public sealed interface Watching {
    record Started(Watch watch) implements Watching {
        public Started {
            Objects.requireNonNull(watch);
        }
    }

    /** The history no longer reaches back to there, or never was there: list again (410). */
    record Gone(long requested, long oldest) implements Watching {}

    /** A revision that is still to come (504, cause ResourceVersionTooLarge). */
    record TooLarge(long requested, long current) implements Watching {}
}
