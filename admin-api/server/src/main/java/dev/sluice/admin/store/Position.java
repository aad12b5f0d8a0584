package dev.sluice.admin.store;

import dev.sluice.resources.Counter;

/**
 * A point between two transactions.
 *
 * @param transaction number of the last transaction, counted from 1 over all counters; 0 before the first
 * @param configuration last revision of that counter, likewise the two others
 */
public record Position(long transaction, long configuration, long runtime, long fleet) {
    public static final Position START = new Position(0, 0, 0, 0);

    public long of(Counter counter) {
        return switch (counter) {
            case CONFIGURATION -> configuration;
            case RUNTIME -> runtime;
            case FLEET -> fleet;
        };
    }

    /** The position with {@code counter} moved on by {@code revisions}; the transaction number stays. */
    public Position plus(Counter counter, long revisions) {
        return switch (counter) {
            case CONFIGURATION -> new Position(transaction, configuration + revisions, runtime, fleet);
            case RUNTIME -> new Position(transaction, configuration, runtime + revisions, fleet);
            case FLEET -> new Position(transaction, configuration, runtime, fleet + revisions);
        };
    }
}
