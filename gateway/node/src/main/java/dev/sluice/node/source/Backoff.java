package dev.sluice.node.source;

import dev.sluice.rules.decide.Dice;
import java.time.Duration;

/** Pauses between tries that fail: doubling, jittered over their whole length, so that a fleet does not come back as one. Not thread-safe. */
public final class Backoff {
    private final long firstMillis;
    private final long mostMillis;
    private final Dice dice;
    private long ceilingMillis;

    public Backoff(Duration first, Duration most, Dice dice) {
        this.firstMillis = first.toMillis();
        this.mostMillis = most.toMillis();
        this.dice = dice;
        this.ceilingMillis = firstMillis;
    }

    /** A quarter of the ceiling at least, so that no fleet member spins. */
    public Duration next() {
        long floor = ceilingMillis / 4;
        long pause = floor + dice.next((int) Math.max(1, ceilingMillis - floor));
        ceilingMillis = Math.min(mostMillis, ceilingMillis * 2);
        return Duration.ofMillis(pause);
    }

    public void reset() {
        ceilingMillis = firstMillis;
    }
}
