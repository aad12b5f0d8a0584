package dev.sluice.admin.store.watch;

import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.transact.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** The newest transactions, bounded by their number of events. Transaction numbers have no gap, so one is found by counting. Not thread-safe. */
final class Ring {
    private final int maxEvents;
    private Commit[] slots = new Commit[16];
    private int first;
    private int size;
    private int events;
    private Position base;
    private Position head;

    /** @param base the position after which the ring begins */
    Ring(Position base, int maxEvents) {
        this.base = base;
        this.head = base;
        this.maxEvents = maxEvents;
    }

    Position base() {
        return base;
    }

    Position head() {
        return head;
    }

    void add(Commit commit) {
        if (!commit.before().equals(head))
            throw new IllegalStateException("transaction at " + commit.before() + " does not follow " + head);
        if (size == slots.length) grow();
        slots[(first + size) & (slots.length - 1)] = commit;
        size++;
        events += commit.changes().size();
        head = commit.position();
        while (events > maxEvents && size > 1) drop();
    }

    private void drop() {
        Commit oldest = slots[first];
        events -= oldest.changes().size();
        base = oldest.position();
        clear(first);
        first = (first + 1) & (slots.length - 1);
        size--;
    }

    // An array of references is the one place where "not there" has to be written as null.
    @SuppressWarnings("NullAway")
    private void clear(int slot) {
        slots[slot] = null;
    }

    private void grow() {
        var bigger = new Commit[slots.length * 2];
        for (int i = 0; i < size; i++) bigger[i] = get(i);
        slots = bigger;
        first = 0;
    }

    private Commit get(int index) {
        return slots[(first + index) & (slots.length - 1)];
    }

    /** Those after {@code transaction}, which must not be before {@link #base}, until {@code maxEvents} is reached. */
    List<Commit> after(long transaction, int maxEvents) {
        var found = new ArrayList<Commit>();
        int taken = 0;
        for (int i = (int) (transaction - base.transaction()); i < size && taken < maxEvents; i++) {
            found.add(get(i));
            taken += get(i).changes().size();
        }
        return found;
    }

    /** The last position, from the base on, that {@code order} says is not past what is looked for (negative or 0). */
    Position lastNotPast(ToIntFunction<Position> order) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order.applyAsInt(get(middle).position()) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? base : get(low - 1).position();
    }
}
