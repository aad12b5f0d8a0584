package dev.sluice.rules.match;

import java.util.Arrays;

/** Which lengths the suffixes of a {@link HostTable} have, ascending, and how many suffixes each. Immutable; a change copies a few numbers. */
final class SuffixLengths {
    static final SuffixLengths NONE = new SuffixLengths(new int[0], new int[0]);

    private final int[] lengths;
    private final int[] counts;

    private SuffixLengths(int[] lengths, int[] counts) {
        this.lengths = lengths;
        this.counts = counts;
    }

    int size() {
        return lengths.length;
    }

    /** The length at {@code index} of {@link #size}, ascending. */
    int at(int index) {
        return lengths[index];
    }

    /** With one suffix more. */
    SuffixLengths more(int length) {
        int index = Arrays.binarySearch(lengths, length);
        if (index >= 0) return counted(index, 1);
        int place = -index - 1;
        var newLengths = new int[lengths.length + 1];
        var newCounts = new int[lengths.length + 1];
        System.arraycopy(lengths, 0, newLengths, 0, place);
        System.arraycopy(counts, 0, newCounts, 0, place);
        newLengths[place] = length;
        newCounts[place] = 1;
        System.arraycopy(lengths, place, newLengths, place + 1, lengths.length - place);
        System.arraycopy(counts, place, newCounts, place + 1, lengths.length - place);
        return new SuffixLengths(newLengths, newCounts);
    }

    /** With one suffix less; {@code length} is that of one there is. */
    SuffixLengths less(int length) {
        int index = Arrays.binarySearch(lengths, length);
        if (counts[index] > 1) return counted(index, -1);
        var newLengths = new int[lengths.length - 1];
        var newCounts = new int[lengths.length - 1];
        System.arraycopy(lengths, 0, newLengths, 0, index);
        System.arraycopy(counts, 0, newCounts, 0, index);
        System.arraycopy(lengths, index + 1, newLengths, index, newLengths.length - index);
        System.arraycopy(counts, index + 1, newCounts, index, newCounts.length - index);
        return new SuffixLengths(newLengths, newCounts);
    }

    private SuffixLengths counted(int index, int more) {
        int[] newCounts = counts.clone();
        newCounts[index] += more;
        return new SuffixLengths(lengths, newCounts);
    }
}
