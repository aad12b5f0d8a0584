package dev.sluice.admin.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.resources.Kind;

/** Objects are kept once, in the preferred version; all versions of a kind share one schema. */
public final class Versioned {
    private Versioned() {}

    /** @return {@code kept} itself or a shallow copy: not to be changed */
    public static ObjectNode tree(ObjectNode kept, Kind kind, String version) {
        String apiVersion = Served.apiVersion(kind, version);
        if (Trees.text(kept, "apiVersion").equals(apiVersion)) return kept;
        ObjectNode copy = Trees.object();
        copy.setAll(kept);
        copy.put("apiVersion", apiVersion);
        return copy;
    }
}
