package dev.sluice.dataplane.server;

import dev.sluice.rules.decide.Dice;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The one source of chance of the data plane. Any thread. */
final class Chance implements Dice {
    @Override
    public int next(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    /** A random UUID (version 4). It names a request and guards nothing, so that no secure source is needed. */
    String uuid() {
        var random = ThreadLocalRandom.current();
        long high = random.nextLong() & ~0xf000L | 0x4000L;
        long low = random.nextLong() & ~(3L << 62) | 1L << 63;
        return new UUID(high, low).toString();
    }
}
