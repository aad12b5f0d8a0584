package dev.sluice.reader;

import java.util.List;
import java.util.Map;

/** Where each part of a document stands: the shape of its tree, with lines (counted from 1) in place of values. */
sealed interface Position {
    int line();

    record Leaf(int line) implements Position {}

    /** The line of a field is that of its key. */
    record Fields(int line, Map<String, Position> fields) implements Position {}

    record Items(int line, List<Position> items) implements Position {}
}
