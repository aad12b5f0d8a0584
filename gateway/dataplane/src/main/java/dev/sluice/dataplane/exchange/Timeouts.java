package dev.sluice.dataplane.exchange;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Timeouts of one event loop that nearly every request sets and hardly any lets run out: to set or to take back one costs neither an allocation nor a
 * search, and at most one timer of the loop stands for all. They run out up to two milliseconds late, never early. On the loop only.
 */
public final class Timeouts {
    private static final int TICK_SHIFT = 20; // about a millisecond, in nanoseconds
    private static final int SLOTS = 1024;
    private static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final long origin;
    /** Of each tick of the coming round; later ones wait in {@link #far}. */
    private final @Nullable Timeout[] slots = new Timeout[SLOTS];
    private final long[] taken = new long[SLOTS / 64];
    private @Nullable Timeout far;
    private long passed;
    private long farLook = NEVER;
    private long ringsAt = NEVER;
    private @Nullable Future<?> bell;

    public Timeouts(EventLoop loop) {
        this.loop = loop;
        this.origin = loop.ticker().nanoTime();
    }

    /** One that can be set, taken back and set again. */
    abstract static class Timeout {
        private @Nullable Timeout next;
        private @Nullable Timeout previous;
        private long due;
        private int place = NOWHERE;

        private static final int NOWHERE = -1;
        private static final int FAR = SLOTS;

        abstract void ranOut();
    }

    private long tick() {
        return loop.ticker().nanoTime() - origin >> TICK_SHIFT;
    }

    /** @param nanos more than 0; from the call on */
    void set(Timeout timeout, long nanos) {
        set(timeout, nanos, loop.ticker().nanoTime());
    }

    /** @param nanoTime of the loop's clock, read just before */
    void set(Timeout timeout, long nanos, long nanoTime) {
        cancel(timeout);
        long now = nanoTime - origin >> TICK_SHIFT;
        timeout.due = now + (nanos >> TICK_SHIFT) + 2;
        if (timeout.due - now < SLOTS) {
            near(timeout);
            ringNoLaterThan(timeout.due, now);
        } else {
            link(timeout, Timeout.FAR);
            if (farLook == NEVER) farLook = now + SLOTS / 2;
            ringNoLaterThan(farLook, now);
        }
    }

    void cancel(Timeout timeout) {
        int place = timeout.place;
        if (place == Timeout.NOWHERE) return;
        timeout.place = Timeout.NOWHERE;
        Timeout next = timeout.next;
        Timeout previous = timeout.previous;
        if (next != null) next.previous = previous;
        if (previous != null) previous.next = next;
        else if (place == Timeout.FAR) far = next;
        else {
            slots[place] = next;
            if (next == null) taken[place >> 6] &= ~(1L << place);
        }
        timeout.next = null;
        timeout.previous = null;
    }

    private void near(Timeout timeout) {
        int slot = (int) timeout.due & SLOTS - 1;
        link(timeout, slot);
        taken[slot >> 6] |= 1L << slot;
    }

    private void link(Timeout timeout, int place) {
        Timeout first = place == Timeout.FAR ? far : slots[place];
        timeout.place = place;
        timeout.next = first;
        if (first != null) first.previous = timeout;
        if (place == Timeout.FAR) far = timeout;
        else
            slots[place] = timeout;
    }

    private void ringNoLaterThan(long tick, long now) {
        if (ringsAt <= tick) return;
        Future<?> standing = bell;
        if (standing != null) standing.cancel(false);
        ringsAt = tick;
        bell = loop.schedule(this::ring, Math.max(1, tick - now) << TICK_SHIFT, TimeUnit.NANOSECONDS);
    }

    private void ring() {
        bell = null;
        ringsAt = NEVER;
        long now = tick();
        if (farLook <= now) comeNear(now);
        long from = Math.max(passed + 1, now - SLOTS + 1);
        passed = now;
        try {
            for (long tick = from; tick <= now; tick++) runOut((int) tick & SLOTS - 1, now);
        } finally {
            long next = Math.min(nextTaken(now), farLook);
            if (next != NEVER) ringNoLaterThan(next, now);
        }
    }

    private void runOut(int slot, long now) {
        if ((taken[slot >> 6] & 1L << slot) == 0) return;
        for (Timeout one = slots[slot]; one != null;) {
            if (one.due > now) {
                one = one.next;
                continue;
            }
            cancel(one);
            one.ranOut();
            // What ran out may have set or taken back any other.
            one = slots[slot];
        }
    }

    private void comeNear(long now) {
        Timeout one = far;
        while (one != null) {
            Timeout next = one.next;
            if (one.due - now < SLOTS) {
                cancel(one);
                near(one);
            }
            one = next;
        }
        farLook = far == null ? NEVER : now + SLOTS / 2;
    }

    private long nextTaken(long now) {
        for (int ahead = 1; ahead <= SLOTS;) {
            int slot = (int) (now + ahead) & SLOTS - 1;
            long word = taken[slot >> 6] >>> slot;
            if (word != 0) return now + ahead + Long.numberOfTrailingZeros(word);
            ahead += 64 - (slot & 63);
        }
        return NEVER;
    }
}
