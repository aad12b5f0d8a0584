package dev.sluice.rules.match;

/** Counts what a look-up compares, for whoever wants to know its cost. One look-up at a time; not thread-safe. */
public final class Tally {
    private int texts;
    private int items;

    void text() {
        texts++;
    }

    void item() {
        items++;
    }

    /** Keys of tables and labels of trie nodes that were compared with a part of what was asked. */
    public int texts() {
        return texts;
    }

    /** Items whose further conditions were looked at. */
    public int items() {
        return items;
    }
}
