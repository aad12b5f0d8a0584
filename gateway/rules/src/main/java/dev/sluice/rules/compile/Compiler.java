package dev.sluice.rules.compile;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.VirtualService;
import dev.sluice.rules.analyze.Unbuilt;
import dev.sluice.rules.model.Unenforced;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compiles resources for one node, remembering enough of its last work to redo only what a change touches. Not thread-safe: one owner, one thread at
 * a time. The same set, view and revision give an equal snapshot, whatever came before.
 */
public final class Compiler {
    private final NodeView view;
    private final boolean allowUnenforced;

    private IndexedResourceSet known = IndexedResourceSet.EMPTY;
    private MeshDefaults mesh = MeshDefaults.ISTIO;
    private List<Unenforced> refusals = List.of();
    private ServiceRegistry services;
    private DestinationPolicies policies;
    private Listeners listeners;
    private final Clusters clusters = new Clusters();

    /** By {@code namespace/name}. */
    private final Map<String, CompiledVirtualService> virtualServices = new HashMap<>();
    /** Findings of those that have any. */
    private final Map<String, List<Diagnostic>> byVirtualService = new TreeMap<>();
    private List<Diagnostic> ofRules = List.of();
    /** VirtualServices by what they were made of: delegates, and hosts of destinations. */
    private final Map<Object, Set<String>> dependents = new HashMap<>();

    /** @param allowUnenforced serve what a stored but unenforced protection governs, instead of answering 503 */
    public Compiler(NodeView view, boolean allowUnenforced) {
        this.view = view;
        this.allowUnenforced = allowUnenforced;
        this.services = ServiceRegistry.of(known, view.namespace(), mesh);
        this.policies = DestinationPolicies.of(known, view, mesh);
        this.listeners = new Listeners(GatewayPlan.of(known, view), ListenerPolicies.of(known, view, mesh), allowUnenforced);
    }

    public NodeView view() {
        return view;
    }

    /** Never throws for what users wrote: what cannot be compiled is left out and reported. */
    public Compilation compile(ResourceSet resources, long revision) {
        var next = (IndexedResourceSet) resources;
        var before = known;
        known = next;
        boolean fresh = refreshFoundations(next, before);
        if (fresh) before = IndexedResourceSet.EMPTY;

        Set<String> affected = next.changes(Kind.VIRTUAL_SERVICE, before);
        for (String key : List.copyOf(affected)) affected.addAll(dependents.getOrDefault(delegate(key), Set.of()));
        boolean servicesChanged = refreshServices(next, before, fresh, affected);
        boolean policiesChanged = fresh || !next.hasSame(before, Kind.DESTINATION_RULE);
        if (policiesChanged) policies = DestinationPolicies.of(next, view, mesh);

        var routes = new RouteCompiler(view, services, mesh, allowUnenforced || refusals.isEmpty() ? null : refusals.getFirst());
        for (String key : affected) replace(key, next, routes);
        clusters.settle(new ClusterCompiler(services, policies, mesh, allowUnenforced), servicesChanged || policiesChanged);
        var touched = new HashSet<CompiledVirtualService>();
        var snapshot = new Snapshot(revision, listeners.build(touched), clusters.table());
        boolean elsewhere = fresh || servicesChanged || policiesChanged || !next.hasSame(before, Kind.GATEWAY);
        return new Compilation(snapshot, findings(next, elsewhere, affected, touched));
    }

    /** @param all what the findings of every VirtualService rest on has changed */
    private List<Diagnostic> findings(IndexedResourceSet resources, boolean all, Set<String> affected,
            Set<CompiledVirtualService> touched) {
        if (all) byVirtualService.clear();
        for (String key : affected) byVirtualService.remove(key);
        for (String key : all ? List.copyOf(virtualServices.keySet()) : concerned(affected, touched)) {
            var one = virtualServices.get(key);
            if (one == null) continue;
            boolean selectedHere = one.resolved().gateways().stream().anyMatch(name -> listeners.isSelected(name));
            var found = VirtualServiceFindings.of(one, resources, services, clusters, selectedHere);
            if (found.isEmpty()) byVirtualService.remove(key);
            else
                byVirtualService.put(key, found);
        }
        var findings = new LinkedHashSet<>(
                NodeFindings.ofServers(listeners.plan(), listeners.limits(), refusals, resources, view, allowUnenforced));
        if (all) ofRules = NodeFindings.ofDestinationRules(resources, services);
        findings.addAll(ofRules);
        for (Unenforced one : clusters.unenforced()) findings.add(Unbuilt.notEnforced(one, allowUnenforced));
        for (var found : byVirtualService.values()) findings.addAll(found);
        return List.copyOf(findings);
    }

    private static Set<String> concerned(Set<String> affected, Set<CompiledVirtualService> touched) {
        var keys = new HashSet<>(affected);
        for (var one : touched) keys.add(IndexedResourceSet.key(one.resolved().source().ref()));
        return keys;
    }

    /** Mesh-wide settings, node-wide refusals and the plan of listeners; a change of any of them makes everything else anew. */
    private boolean refreshFoundations(IndexedResourceSet next, IndexedResourceSet before) {
        var newMesh = next.hasSame(before, Kind.MESH_CONFIG) ? mesh : MeshDefaults.of(next);
        var newRefusals = NodeRefusal.of(next, view, newMesh);
        var limits = ListenerPolicies.of(next, view, newMesh);
        var plan = next.hasSame(before, Kind.GATEWAY, Kind.SERVICE) ? listeners.plan() : GatewayPlan.of(next, view);
        if (newMesh.equals(mesh) && newRefusals.equals(refusals) && plan.equals(listeners.plan()) && limits.equals(listeners.limits()))
            return false;
        mesh = newMesh;
        refusals = newRefusals;
        listeners = new Listeners(plan, limits, allowUnenforced);
        virtualServices.clear();
        dependents.clear();
        clusters.clear();
        return true;
    }

    private boolean refreshServices(IndexedResourceSet next, IndexedResourceSet before, boolean fresh, Set<String> affected) {
        if (!fresh && next.hasSame(before, Kind.SERVICE, Kind.SERVICE_ENTRY)) return false;
        var fresher = ServiceRegistry.of(next, view.namespace(), mesh);
        if (!fresh) for (String host : fresher.differences(services)) affected.addAll(dependents.getOrDefault(host, Set.of()));
        services = fresher;
        return true;
    }

    private void replace(String key, IndexedResourceSet resources, RouteCompiler routes) {
        CompiledVirtualService old = virtualServices.remove(key);
        if (old != null) {
            old.withdraw();
            clusters.release(old.clusters());
            forget(key, old);
        }
        var entry = resources.of(Kind.VIRTUAL_SERVICE).byName().get(key);
        if (entry == null || !(entry.resource() instanceof VirtualService source) || source.spec().hosts().isEmpty()) return;
        var meta = source.metadata();
        var visibility = Visibility.of(source.spec().exportTo(), mesh.virtualServiceExportTo(), meta.namespace(), view.namespace());
        if (!visibility.isVisible()) return;
        var made = new CompiledVirtualService(ResolvedVirtualService.of(entry, source, visibility, resources, mesh));
        virtualServices.put(key, made);
        for (String gateway : made.resolved().gateways())
            for (TableState table : listeners.tablesOf(gateway)) if (!made.hosts().containsKey(table)) table.add(made, routes);
        clusters.use(made.clusters());
        remember(key, made);
    }

    private void remember(String key, CompiledVirtualService made) {
        for (ObjectRef ref : made.resolved().delegates()) dependents.computeIfAbsent(ref, of -> new HashSet<>()).add(key);
        for (ClusterRef ref : made.clusters()) dependents.computeIfAbsent(ref.host(), of -> new HashSet<>()).add(key);
    }

    private void forget(String key, CompiledVirtualService old) {
        for (ObjectRef ref : old.resolved().delegates()) dependents.getOrDefault(ref, new HashSet<>()).remove(key);
        for (ClusterRef ref : old.clusters()) dependents.getOrDefault(ref.host(), new HashSet<>()).remove(key);
    }

    private static ObjectRef delegate(String key) {
        int slash = key.indexOf('/');
        return new ObjectRef(Kind.VIRTUAL_SERVICE, key.substring(0, slash), key.substring(slash + 1));
    }
}
