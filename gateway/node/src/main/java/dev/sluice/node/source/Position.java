package dev.sluice.node.source;

/** Where in its source's history a node stands. */
public sealed interface Position {
    /**
     * At a bookmark of the admin API.
     *
     * @param digest {@link SetDigest} over the node's objects, as the server says and the node has verified
     */
    record Bookmark(String storeId, long configRevision, long runtimeRevision, String digest) implements Position {
        @Override
        public String toString() {
            return "configuration " + configRevision + ", runtime " + runtimeRevision;
        }
    }

    /** Files have no history. */
    record Files() implements Position {
        @Override
        public String toString() {
            return "files";
        }
    }
}
