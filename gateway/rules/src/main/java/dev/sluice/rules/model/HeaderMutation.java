package dev.sluice.rules.model;

import java.util.List;

/**
 * What is done to a head, in this order: removes, then the appends and overwrites in list order (RX-44). All values are rendered
 * before any of it is done; one that renders empty writes nothing.
 *
 * @param removes lower case
 */
public record HeaderMutation(List<String> removes, List<Write> writes) {
    public static final HeaderMutation NONE = new HeaderMutation(List.of(), List.of());

    public HeaderMutation {
        removes = List.copyOf(removes);
        writes = List.copyOf(writes);
    }

    public boolean isEmpty() { return removes.isEmpty() && writes.isEmpty(); }

    /** @param name lower case */
    public record Write(String name, HeaderValue value, boolean append) {}
}
