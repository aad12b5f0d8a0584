package dev.sluice.dataplane.http2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The dynamic table of HPACK as the peer's decoder holds it of us (RFC 7541 section 2.3.2). It is looked up by names: of each the last value that went in
 * can be found again, which is the one that repeats if any does; a name whose value is new each time goes in ever more rarely. Holds at most
 * {@link #MOST} bytes as the RFC counts them, whatever the peer allows.
 */
final class SentFields {
    /** The protocol's first value. */
    static final int MOST = 4096;
    private static final int OVERHEAD = 32;
    private static final int SLOTS = 64;
    private static final int ENTRIES = MOST / OVERHEAD;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 512;
    private static final int TRIED = 3;
    private static final int TRIED_AGAIN = 32;
    private static final byte[] NONE = {};

    /** A name we send, and its last value in the table. */
    static final class Name {
        private final byte[] text;
        /** Of the static table; 0 if it is not there. */
        final int staticIndex;
        final boolean secret;
        private byte[] value = NONE;
        private long born;
        private int misses;

        private Name(byte[] text, int hash) {
            this.text = text;
            this.staticIndex = HpackNames.index(text, 0, text.length, hash);
            this.secret = HpackNames.isSecret(staticIndex);
        }

        private boolean is(byte[] in, int at, int length) {
            return text.length == length && Arrays.equals(text, 0, length, in, at, at + length);
        }
    }

    private final @Nullable Name[] names = new Name[SLOTS];
    private final @Nullable Name[] entries = new Name[ENTRIES];
    private final int[] sizes = new int[ENTRIES];
    private long added;
    private long evicted;
    private int used;
    private int capacity = MOST;

    /** @return null if others have its places, or it is too long to be kept */
    @Nullable
    Name find(byte[] in, int at, int length, int hash) {
        int slot = hash >>> 26;
        Name first = names[slot];
        if (first != null && first.is(in, at, length)) return first;
        Name second = names[slot ^ 1];
        if (second != null && second.is(in, at, length)) return second;
        if (length > LONGEST_NAME) return null;
        if (first != null && isIn(first)) {
            if (second != null && isIn(second)) return null;
            slot ^= 1;
        }
        var made = new Name(Arrays.copyOfRange(in, at, at + length), hash);
        names[slot] = made;
        return made;
    }

    boolean isIn(Name name) {
        return name.born > evicted;
    }

    boolean isIn(Name name, byte[] in, int at, int length) {
        return isIn(name) && Arrays.equals(name.value, 0, name.value.length, in, at, at + length);
    }

    /** The index of the entry that {@link #isIn}. */
    int index(Name name) {
        return HpackNames.STATIC + 1 + (int) (added - name.born);
    }

    /** Called when a value was found. */
    void hit(Name name) {
        name.misses = 0;
    }

    /** Called when a value was not found. @return whether it is worth going in */
    boolean miss(Name name, int valueLength) {
        name.misses++;
        if (valueLength > LONGEST_VALUE || name.text.length + valueLength + OVERHEAD > capacity) return false;
        return name.misses <= TRIED || name.misses % TRIED_AGAIN == 0;
    }

    /** For what {@link #miss} has let in. */
    void add(Name name, byte[] in, int at, int length) {
        int size = name.text.length + length + OVERHEAD;
        evict(capacity - size);
        added++;
        name.value = Arrays.copyOfRange(in, at, at + length);
        name.born = added;
        int slot = (int) (added % ENTRIES);
        entries[slot] = name;
        sizes[slot] = size;
        used += size;
    }

    private void evict(int most) {
        while (used > most) {
            evicted++;
            int slot = (int) (evicted % ENTRIES);
            Name name = entries[slot];
            entries[slot] = null;
            if (name != null && name.born == evicted) name.value = NONE;
            used -= sizes[slot];
        }
    }

    int capacity() {
        return capacity;
    }

    void capacity(int bytes) {
        capacity = bytes;
        evict(bytes);
    }
}
