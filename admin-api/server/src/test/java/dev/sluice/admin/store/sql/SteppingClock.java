package dev.sluice.admin.store.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until a test moves it. */
final class SteppingClock implements InstantSource {
    private volatile Instant now;

    SteppingClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void step(Duration by) {
        now = now.plus(by);
    }
}
