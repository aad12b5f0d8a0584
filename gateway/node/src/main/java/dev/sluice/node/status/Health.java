package dev.sluice.node.status;

import java.util.List;

/** What the status port asks of each node. Any thread; returns at once. */
public interface Health {
    String name();

    /** Why the node should be given no traffic now; empty if it is ready. */
    List<String> notReady();
}
