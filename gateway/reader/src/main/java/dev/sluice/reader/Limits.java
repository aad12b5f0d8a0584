package dev.sluice.reader;

/**
 * Bounds of what is read. They stand far above real configurations (a hundred thousand routes are some 30 MB and two million nodes) and
 * far below what would exhaust a process.
 *
 * @param characters of one text
 * @param depth of nesting in one document
 * @param nodes of one document, counted after aliases are replaced by what they stand for
 * @param aliasNodes how many of those may come from aliases
 */
record Limits(int characters, int depth, int nodes, int aliasNodes) {
    static final Limits DEFAULT = new Limits(128 * 1024 * 1024, 64, 8_000_000, 100_000);
}
