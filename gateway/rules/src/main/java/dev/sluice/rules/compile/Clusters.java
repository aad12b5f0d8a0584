package dev.sluice.rules.compile;

import dev.sluice.rules.match.StringTable;
import dev.sluice.rules.model.Cluster;
import dev.sluice.rules.model.Unenforced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The clusters that routes name. Counts who names them, so that a cluster goes with its last route. */
final class Clusters {
    private static final class Use {
        final ClusterRef ref;
        int count;

        Use(ClusterRef ref) {
            this.ref = ref;
        }
    }

    private final Map<String, Use> uses = new HashMap<>();
    private final Map<String, ClusterCompiler.Outcome> outcomes = new HashMap<>();
    private final Set<String> unsettled = new HashSet<>();
    private StringTable<Cluster> table = StringTable.empty();

    void use(List<ClusterRef> refs) {
        for (ClusterRef ref : refs) {
            var use = uses.computeIfAbsent(ref.name(), name -> new Use(ref));
            if (use.count++ == 0) unsettled.add(ref.name());
        }
    }

    void release(List<ClusterRef> refs) {
        for (ClusterRef ref : refs) {
            Use use = uses.get(ref.name());
            if (use != null && --use.count == 0) unsettled.add(ref.name());
        }
    }

    void clear() {
        uses.clear();
        outcomes.clear();
        unsettled.clear();
        table = StringTable.empty();
    }

    /** @param all policies or services changed: every cluster is made anew, those that come out equal stay the same */
    void settle(ClusterCompiler compiler, boolean all) {
        if (all) unsettled.addAll(uses.keySet());
        var put = new HashMap<String, Cluster>();
        var gone = new ArrayList<String>();
        for (String name : unsettled) {
            Use use = uses.get(name);
            if (use == null || use.count == 0) {
                uses.remove(name);
                outcomes.remove(name);
                gone.add(name);
                continue;
            }
            var outcome = compiler.compile(use.ref);
            outcomes.put(name, outcome);
            if (!(outcome instanceof ClusterCompiler.Outcome.Built built)) gone.add(name);
            else if (!built.cluster().equals(table.get(name))) put.put(name, built.cluster());
        }
        unsettled.clear();
        gone.removeIf(name -> !table.containsKey(name));
        table = table.with(put, gone);
    }

    /** Demands of the clusters that are not enforced, each once. */
    List<Unenforced> unenforced() {
        var all = new TreeMap<String, Unenforced>();
        for (var outcome : outcomes.values()) {
            if (outcome instanceof ClusterCompiler.Outcome.Built built && built.unenforced() != null)
                all.put(built.unenforced().from().toString(), built.unenforced());
        }
        return List.copyOf(all.values());
    }

    StringTable<Cluster> table() {
        return table;
    }

    /** What came of a cluster that is named; null if nobody names it. */
    ClusterCompiler.@Nullable Outcome outcome(String name) {
        return outcomes.get(name);
    }
}
