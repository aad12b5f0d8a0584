package dev.sluice.dataplane.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A ring for many producers and one consumer. Neither ever waits: a full ring refuses. */
final class BoundedQueue<T> {
    private final AtomicReferenceArray<@Nullable T> slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();

    /** @param capacity a power of two */
    BoundedQueue(int capacity) {
        if (Integer.bitCount(capacity) != 1) throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
        this.slots = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
    }

    /** Any thread. False if there is no room. */
    boolean offer(T item) {
        while (true) {
            long at = tail.get();
            if (at - head.get() > mask) return false;
            if (tail.compareAndSet(at, at + 1)) {
                slots.setRelease((int) at & mask, item);
                return true;
            }
        }
    }

    /** The consumer's thread only. Null if there is nothing, or if the next item is being put in this very moment. */
    @Nullable
    T poll() {
        long at = head.getPlain();
        int slot = (int) at & mask;
        T item = slots.getAcquire(slot);
        if (item == null) return null;
        slots.setPlain(slot, null);
        head.setRelease(at + 1);
        return item;
    }

    /** About. */
    int size() {
        return (int) Math.max(0, tail.get() - head.get());
    }
}
