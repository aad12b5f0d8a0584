package dev.sluice.rules.compile;

import dev.sluice.resources.AuthorizationPolicy;
import dev.sluice.resources.RequestAuthentication;
import dev.sluice.resources.Resource;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Unenforced;
import java.util.ArrayList;
import java.util.List;

/** Policies that govern all requests of a node and cannot be enforced yet. */
final class NodeRefusal {
    private NodeRefusal() {}

    /** All of them, the oldest first; each alone makes the node refuse. */
    static List<Unenforced> of(IndexedResourceSet resources, NodeView view, MeshDefaults mesh) {
        var found = new ArrayList<Unenforced>();
        for (var one : resources.all(AuthorizationPolicy.class)) {
            if (governs(one, view, mesh))
                found.add(UnenforcedFeature.AUTHORIZATION_POLICY.at(new Provenance(one.ref(), "spec"), one.ref().toString()));
        }
        for (var one : resources.all(RequestAuthentication.class)) {
            if (governs(one, view, mesh))
                found.add(UnenforcedFeature.REQUEST_AUTHENTICATION.at(new Provenance(one.ref(), "spec"), one.ref().toString()));
        }
        return List.copyOf(found);
    }

    /** Namespace alone decides while the selector cannot be read: rather too many than one too few. */
    private static boolean governs(Resource policy, NodeView view, MeshDefaults mesh) {
        String namespace = policy.metadata().namespace();
        return namespace.equals(view.namespace()) || namespace.equals(mesh.rootNamespace());
    }
}
