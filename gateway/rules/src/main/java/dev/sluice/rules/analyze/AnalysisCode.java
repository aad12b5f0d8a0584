package dev.sluice.rules.analyze;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Severity;
import dev.sluice.rules.model.Provenance;

/** What can be found across resources. All are warnings: Istio accepts each of these, so nothing is refused for it. */
public enum AnalysisCode implements DiagnosticCode {
    UNKNOWN_GATEWAY("SL2001", "VirtualService names a Gateway that does not exist",
            "Its routes reach no listener through that name, and Istio says nothing. Create the Gateway, or write namespace/name if it lives in another namespace (RX-19)."), HOST_ON_NO_GATEWAY(
                    "SL2002", "No server of the VirtualService's Gateways admits its host",
                    "Only hosts that a server lists, or covers by a wildcard, get a virtual host (RX-15); requests for the others are answered 404 NR. Add the host to a server, or correct it."), UNKNOWN_DESTINATION(
                            "SL2003", "A route leads to a host that no Service or ServiceEntry has",
                            "Requests that take the route are answered 503 NC (RX-27). A host without a dot is a Service of the object's own namespace (RX-26)."), UNKNOWN_SUBSET(
                                    "SL2004", "A route leads to a subset that no DestinationRule in force defines",
                                    "Requests that take the route are answered 503 NC. Only one level of DestinationRules is looked at: the gateway's namespace, else the service's, else the mesh's root (RX-62)."), UNREACHABLE_ROUTE(
                                            "SL2005", "A route that no request can reach",
                                            "An earlier rule takes every request that it would match. Rules are tried as written, VirtualServices by age, and what catches all comes last (RX-21 to RX-23). Reorder, narrow the earlier rule, or remove this one."), HIDES_ROUTE(
                                                    "SL2006", "A route hides one of another VirtualService",
                                                    "Two VirtualServices share a host, and the older one's rule takes all that the younger one's would (RX-21). The owner of the other object is told by SL2005."), CONFLICTING_SERVERS(
                                                            "SL2007", "Two Gateway servers cannot share a port",
                                                            "The older server is kept and the younger left out whole, silently in Istio (RX-5, RX-7); here both owners are told. Use another port, other hosts, or one protocol."), MISSING_CREDENTIAL(
                                                                    "SL2008",
                                                                    "The Secret of a TLS server does not exist or holds no certificate",
                                                                    "The server's hosts cannot be served over TLS until it does; other hosts of the port are not harmed. credentialName is looked up in the namespace of the node (RX-58)."), PORT_NEEDED(
                                                                            "SL2009", "A destination needs a port",
                                                                            "Its service has several ports and none of them is the Gateway's, so the destination does not exist: 503 NC (RX-27). Give destination.port.number."), UNKNOWN_PORT(
                                                                                    "SL2010", "A destination's service has no such port",
                                                                                    "Requests that take the route are answered 503 NC. Give one of the service's ports."), MISSING_DELEGATE(
                                                                                            "SL2011",
                                                                                            "A route delegates to a VirtualService that does not exist",
                                                                                            "The route contributes nothing, silently in Istio (RX-37)."), HIDDEN_DELEGATE(
                                                                                                    "SL2012",
                                                                                                    "A route delegates to a VirtualService that is not exported to it",
                                                                                                    "The route contributes nothing, silently in Istio (RX-37). Add the root's namespace to the delegate's exportTo."), UNFIT_DELEGATE(
                                                                                                            "SL2013",
                                                                                                            "A delegate's routes cannot be used",
                                                                                                            "A delegate must have no hosts, may not delegate further, and each of its matches must fit a match of the root; what does not is left out (RX-37)."), GATEWAY_WITHOUT_NODE(
                                                                                                                    "SL2014",
                                                                                                                    "A Gateway selects no node",
                                                                                                                    "Nothing listens for it. Its selector must be a subset of the labels of a gateway node (RX-2)."), RULE_WITHOUT_SERVICE(
                                                                                                                            "SL2015",
                                                                                                                            "A DestinationRule's host is no Service or ServiceEntry",
                                                                                                                            "It governs nothing. Correct the host; one without a dot is a Service of the object's own namespace (RX-26)."), NOT_ENFORCED(
                                                                                                                                    "SL2016",
                                                                                                                                    "A protection is stored, but not enforced yet",
                                                                                                                                    "What it governs is answered 503 with flag NE, so that nothing passes that it might have stopped; --allow-unenforced lifts that."), SEVERAL_LISTENER_POLICIES(
                                                                                                                                            "SL2017",
                                                                                                                                            "Several ListenerPolicies ask for one listener",
                                                                                                                                            "One that names the Gateway beats one that selects nodes, then the oldest holds; the others do nothing there."), UNUSABLE_ROUTE(
                                                                                                                                                    "SL2018",
                                                                                                                                                    "A route cannot be compiled",
                                                                                                                                                    "It is left out; all others serve."), NOT_ACTED_ON(
                                                                                                                                                            "SL2019",
                                                                                                                                                            "A setting is stored, but not acted on yet",
                                                                                                                                                            "Traffic flows as if it were not there. It protects nothing, so nothing is refused for it.");

    private final String code;
    private final String title;
    private final String explanation;

    AnalysisCode(String code, String title, String explanation) {
        this.code = code;
        this.title = title;
        this.explanation = explanation;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String explanation() {
        return explanation;
    }

    Diagnostic at(Provenance place, String message, String help) {
        return new Diagnostic(this, place.object(), place.field(), message, help);
    }
}
