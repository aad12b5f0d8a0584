package dev.sluice.node.source;

/** Hears of a source's transactions, in order. Any thread; returns at once. */
public interface SourceSink {
    void transaction(Batch batch);

    /** The source was heard and had nothing newer than {@code position}. */
    void confirmed(Position position);
}
