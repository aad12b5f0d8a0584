package dev.sluice.rules.analyze;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.ObjectRef;
import dev.sluice.rules.model.Provenance;
import java.util.Collection;

/** SL2001, SL2002, SL2014: VirtualServices and Gateways that do not meet. */
public final class Bindings {
    private Bindings() {}

    public static Diagnostic unknownGateway(Provenance place, String gateway) {
        return AnalysisCode.UNKNOWN_GATEWAY.at(place, "there is no Gateway '" + gateway + "'",
                "create it, or write namespace/name of one that exists");
    }

    /** @param admitted what the servers of the VirtualService's Gateways list */
    public static Diagnostic hostOnNoGateway(Provenance place, String host, Collection<String> admitted) {
        return AnalysisCode.HOST_ON_NO_GATEWAY.at(place, "no server of its Gateways admits '" + host + "': 404 NR",
                admitted.isEmpty() ? "add '" + host + "' to the hosts of a server" : "the servers admit: " + String.join(", ", admitted));
    }

    public static Diagnostic gatewayWithoutNode(ObjectRef gateway, String selector) {
        return AnalysisCode.GATEWAY_WITHOUT_NODE.at(new Provenance(gateway, "spec.selector"), "no node has the labels " + selector,
                "correct the selector, or run a node with these labels");
    }
}
