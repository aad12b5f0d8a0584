package dev.sluice.rules.compile;

import java.util.List;

/** Who may see an object, by its {@code exportTo}. */
enum Visibility {
    /** To the node's namespace because it is the object's own. */
    PRIVATE,
    /** To the node's namespace by name. */
    NAMED,
    /** To everybody. */
    PUBLIC,
    /** Not to this node. */
    HIDDEN;

    /**
     * @param whenUnset what the mesh says for objects that say nothing
     * @param of the object's namespace
     * @param to the namespace that looks
     */
    static Visibility of(List<String> exportTo, List<String> whenUnset, String of, String to) {
        var list = exportTo.isEmpty() ? whenUnset : exportTo;
        if (list.isEmpty() || list.contains("*")) return PUBLIC;
        if (list.contains("~")) return HIDDEN;
        if (of.equals(to) && (list.contains(".") || list.contains(of))) return PRIVATE;
        return list.contains(to) ? NAMED : HIDDEN;
    }

    boolean isVisible() { return this != HIDDEN; }
}
