package dev.sluice.rules.decide;

import dev.sluice.rules.match.Tally;
import dev.sluice.rules.model.Route;
import org.jspecify.annotations.Nullable;

/** Hears of each candidate as it is tried. The data plane passes {@link #NONE}; explain passes one that keeps notes. */
public interface Trail {
    Trail NONE = new Trail() {
        @Override
        public void tried(Route route, String failedCondition) {}

        @Override
        public boolean listens() {
            return false;
        }
    };

    /** @param failedCondition the first condition that did not hold, in words; empty if the route matched */
    void tried(Route route, String failedCondition);

    /** Hears what the index compares; null if nobody asks. */
    default @Nullable Tally tally() {
        return null;
    }

    /** False lets the decider skip making words. */
    default boolean listens() {
        return true;
    }
}
