package dev.sluice.rules.compile;

import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.VirtualService;
import dev.sluice.resources.VirtualService.HttpRoute;
import dev.sluice.rules.compile.IndexedResourceSet.Entry;
import dev.sluice.rules.model.Provenance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A root VirtualService with its names written out and its delegates' routes in place.
 *
 * @param order its place among its like
 * @param delegates all that it asked for, found or not
 * @param problems of delegation
 */
record ResolvedVirtualService(VirtualService source, Entry order, Visibility visibility, List<String> hosts, Set<String> gateways, List<ResolvedRoute> http, Set<ObjectRef> delegates, List<DelegateProblem> problems)
        implements
            Comparable<ResolvedVirtualService> {
    /** @param root what delegates to the route; null if nothing does */
    record ResolvedRoute(HttpRoute route, Provenance from, @Nullable Root root) {
        /** @param leaf the route as the delegate has it; what it leaves out, the root gave */
        record Root(HttpRoute leaf, Provenance from) {}

        /** Conditions are made of two objects: an index into {@code match} says nothing. */
        boolean delegated() {
            return root != null;
        }

        /** Where a field is written; null if it is not. */
        @Nullable
        Provenance origin(Function<HttpRoute, @Nullable Object> field, String name) {
            if (field.apply(route) == null) return null;
            Provenance owner = root != null && field.apply(root.leaf()) == null ? root.from() : from;
            return new Provenance(owner.object(), owner.field() + "." + name);
        }
    }

    /** Why a route with a delegate contributes nothing, or less than its delegate holds. */
    record DelegateProblem(Reason reason, ObjectRef delegate, Provenance from, String detail) {
        enum Reason {
            MISSING, NOT_EXPORTED, NOT_A_DELEGATE, NESTED, CONFLICTING_MATCH
        }
    }

    static ResolvedVirtualService of(Entry entry, VirtualService source, Visibility visibility, IndexedResourceSet resources,
            MeshDefaults mesh) {
        var meta = source.metadata();
        var hosts = source.spec().hosts().stream().map(host -> Names.host(host, meta)).toList();
        var gateways = new HashSet<String>();
        for (String name : source.spec().gateways()) gateways.add(Names.gateway(name, meta));
        if (gateways.isEmpty()) gateways.add("mesh");
        var routes = new ArrayList<ResolvedRoute>();
        var delegates = new HashSet<ObjectRef>();
        var problems = new ArrayList<DelegateProblem>();
        for (int i = 0; i < source.spec().http().size(); i++) {
            HttpRoute route = ShortNames.expand(source.spec().http().get(i), meta);
            var from = new Provenance(source.ref(), "spec.http[" + i + "]");
            if (route.delegate() == null) {
                routes.add(new ResolvedRoute(route, from, null));
            } else {
                String namespace = route.delegate().namespace().isEmpty() ? meta.namespace() : route.delegate().namespace();
                var ref = new ObjectRef(Kind.VIRTUAL_SERVICE, namespace, route.delegate().name());
                delegates.add(ref);
                addDelegated(route, from, ref, resources, mesh, routes, problems);
            }
        }
        return new ResolvedVirtualService(source, entry, visibility, hosts, gateways, routes, delegates, problems);
    }

    private static void addDelegated(HttpRoute root, Provenance from, ObjectRef ref, IndexedResourceSet resources, MeshDefaults mesh,
            List<ResolvedRoute> routes,
            List<DelegateProblem> problems) {
        if (!(resources.find(ref) instanceof VirtualService delegate)) {
            problems.add(new DelegateProblem(DelegateProblem.Reason.MISSING, ref, from, ""));
            return;
        }
        if (!delegate.spec().hosts().isEmpty()) {
            problems.add(new DelegateProblem(DelegateProblem.Reason.NOT_A_DELEGATE, ref, from, ""));
            return;
        }
        var exported = Visibility.of(delegate.spec().exportTo(), mesh.virtualServiceExportTo(), ref.namespace(), from.object().namespace());
        if (!exported.isVisible()) {
            problems.add(new DelegateProblem(DelegateProblem.Reason.NOT_EXPORTED, ref, from, ""));
            return;
        }
        for (int i = 0; i < delegate.spec().http().size(); i++) {
            HttpRoute leaf = ShortNames.expand(delegate.spec().http().get(i), delegate.metadata());
            var place = new Provenance(ref, "spec.http[" + i + "]");
            if (leaf.delegate() != null) {
                problems.add(new DelegateProblem(DelegateProblem.Reason.NESTED, ref, place, ""));
                continue;
            }
            HttpRoute merged = Delegation.merge(root, leaf);
            if (merged == null) problems.add(new DelegateProblem(DelegateProblem.Reason.CONFLICTING_MATCH, ref, place, from.field()));
            else
                routes.add(new ResolvedRoute(merged, place, new ResolvedRoute.Root(leaf, from)));
        }
    }

    /** RX-20: own, then by name, then public; inside each by age. */
    @Override
    public int compareTo(ResolvedVirtualService other) {
        int byVisibility = visibility.compareTo(other.visibility);
        return byVisibility != 0 ? byVisibility : order.compareTo(other.order);
    }
}
