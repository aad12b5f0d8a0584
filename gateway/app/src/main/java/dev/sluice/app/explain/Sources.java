package dev.sluice.app.explain;

import dev.sluice.app.files.ConfigFiles;
import dev.sluice.resources.Resource;
import dev.sluice.resources.SourceRef;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.model.Provenance;
import java.util.List;

/**
 * What is explained: some objects, seen by one node.
 *
 * @param origin in words, {@code 3 objects of config-samples/hello}
 * @param places where objects are written; empty where they came from an API
 */
record Sources(List<Resource> resources, NodeView view, String origin, Places places) {
    Sources {
        resources = List.copyOf(resources);
    }

    /** Where objects and their fields are written. */
    interface Places {
        Places NONE = place -> SourceRef.UNKNOWN;

        /** {@link SourceRef#UNKNOWN} if that is not known. */
        SourceRef of(Provenance place);

        /** Object and field, and behind them in parentheses file and line, if they are known. */
        default String named(Provenance place) {
            SourceRef where = of(place);
            return where.equals(SourceRef.UNKNOWN) ? place.toString() : place + " (" + where + ")";
        }
    }

    static Sources of(ConfigFiles files, List<String> paths, NodeView view) {
        List<Resource> resources = files.resources();
        return new Sources(resources, view, resources.size() + " objects of " + String.join(", ", paths),
                place -> files.place(place.object(), place.field()));
    }
}
