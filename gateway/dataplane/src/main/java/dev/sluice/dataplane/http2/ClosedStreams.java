package dev.sluice.dataplane.http2;

/**
 * The last streams of a connection that are over, and by whose hand. A frame that comes late for a stream we reset is an honest crossing on the wire; one for
 * a stream that the client itself has ended is not (RFC 9113 section 5.1).
 */
final class ClosedStreams {
    private static final int KEPT = 256;

    enum Ended {
        /** Too long ago to know. */
        UNKNOWN,
        /** Lower than others of its time and never opened. */
        NEVER_OPENED, BY_PEER, BY_US
    }

    private final int[] ids = new int[KEPT];
    private final boolean[] byPeer = new boolean[KEPT];
    private int next;
    private int forgottenUpTo;

    void closed(int id, boolean endedByPeer) {
        forgottenUpTo = Math.max(forgottenUpTo, ids[next]);
        ids[next] = id;
        byPeer[next] = endedByPeer;
        next = (next + 1) % KEPT;
    }

    /** @param id at most the highest that was opened, and not open */
    Ended ended(int id) {
        for (int i = 0; i < KEPT; i++) {
            if (ids[i] == id) return byPeer[i] ? Ended.BY_PEER : Ended.BY_US;
        }
        return id <= forgottenUpTo ? Ended.UNKNOWN : Ended.NEVER_OPENED;
    }
}
