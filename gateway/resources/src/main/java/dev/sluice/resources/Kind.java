package dev.sluice.resources;

import java.util.List;
import java.util.Optional;

/** The kinds that nodes read: names, group, versions (the preferred one first) and scope. */
public enum Kind {
    GATEWAY("Gateway", "gateways", "gw", "networking.istio.io", List.of("v1", "v1beta1", "v1alpha3"), true,
            Counter.CONFIGURATION), VIRTUAL_SERVICE("VirtualService", "virtualservices", "vs", "networking.istio.io",
                    List.of("v1", "v1beta1", "v1alpha3"), true, Counter.CONFIGURATION), DESTINATION_RULE("DestinationRule",
                            "destinationrules", "dr", "networking.istio.io", List.of("v1", "v1beta1", "v1alpha3"), true,
                            Counter.CONFIGURATION), SERVICE_ENTRY("ServiceEntry", "serviceentries", "se", "networking.istio.io",
                                    List.of("v1", "v1beta1", "v1alpha3"), true, Counter.CONFIGURATION), WORKLOAD_ENTRY("WorkloadEntry",
                                            "workloadentries", "we", "networking.istio.io", List.of("v1", "v1beta1", "v1alpha3"), true,
                                            Counter.RUNTIME), WORKLOAD_GROUP("WorkloadGroup", "workloadgroups", "wg", "networking.istio.io",
                                                    List.of("v1", "v1beta1", "v1alpha3"), true, Counter.CONFIGURATION), SIDECAR("Sidecar",
                                                            "sidecars", "", "networking.istio.io", List.of("v1", "v1beta1", "v1alpha3"),
                                                            true, Counter.CONFIGURATION), PROXY_CONFIG("ProxyConfig", "proxyconfigs", "",
                                                                    "networking.istio.io", List.of("v1beta1"), true,
                                                                    Counter.CONFIGURATION), PEER_AUTHENTICATION("PeerAuthentication",
                                                                            "peerauthentications", "pa", "security.istio.io",
                                                                            List.of("v1", "v1beta1"), true,
                                                                            Counter.CONFIGURATION), REQUEST_AUTHENTICATION(
                                                                                    "RequestAuthentication", "requestauthentications", "ra",
                                                                                    "security.istio.io", List.of("v1", "v1beta1"), true,
                                                                                    Counter.CONFIGURATION), AUTHORIZATION_POLICY(
                                                                                            "AuthorizationPolicy", "authorizationpolicies",
                                                                                            "ap", "security.istio.io",
                                                                                            List.of("v1", "v1beta1"), true,
                                                                                            Counter.CONFIGURATION), TELEMETRY("Telemetry",
                                                                                                    "telemetries", "telemetry",
                                                                                                    "telemetry.istio.io",
                                                                                                    List.of("v1", "v1alpha1"), true,
                                                                                                    Counter.CONFIGURATION), MESH_CONFIG(
                                                                                                            "MeshConfig", "meshconfigs", "",
                                                                                                            "sluice.dev",
                                                                                                            List.of("v1alpha1"), false,
                                                                                                            Counter.CONFIGURATION), LISTENER_POLICY(
                                                                                                                    "ListenerPolicy",
                                                                                                                    "listenerpolicies",
                                                                                                                    "lp", "sluice.dev",
                                                                                                                    List.of("v1alpha1"),
                                                                                                                    true,
                                                                                                                    Counter.CONFIGURATION), GATEWAY_INSTANCE(
                                                                                                                            "GatewayInstance",
                                                                                                                            "gatewayinstances",
                                                                                                                            "gwi",
                                                                                                                            "sluice.dev",
                                                                                                                            List.of("v1alpha1"),
                                                                                                                            false,
                                                                                                                            Counter.FLEET), NAMESPACE(
                                                                                                                                    "Namespace",
                                                                                                                                    "namespaces",
                                                                                                                                    "ns",
                                                                                                                                    "",
                                                                                                                                    List.of("v1"),
                                                                                                                                    false,
                                                                                                                                    Counter.CONFIGURATION), SECRET(
                                                                                                                                            "Secret",
                                                                                                                                            "secrets",
                                                                                                                                            "",
                                                                                                                                            "",
                                                                                                                                            List.of("v1"),
                                                                                                                                            true,
                                                                                                                                            Counter.RUNTIME), CONFIG_MAP(
                                                                                                                                                    "ConfigMap",
                                                                                                                                                    "configmaps",
                                                                                                                                                    "cm",
                                                                                                                                                    "",
                                                                                                                                                    List.of("v1"),
                                                                                                                                                    true,
                                                                                                                                                    Counter.CONFIGURATION), SERVICE(
                                                                                                                                                            "Service",
                                                                                                                                                            "services",
                                                                                                                                                            "svc",
                                                                                                                                                            "",
                                                                                                                                                            List.of("v1"),
                                                                                                                                                            true,
                                                                                                                                                            Counter.CONFIGURATION), ENDPOINT_SLICE(
                                                                                                                                                                    "EndpointSlice",
                                                                                                                                                                    "endpointslices",
                                                                                                                                                                    "",
                                                                                                                                                                    "discovery.k8s.io",
                                                                                                                                                                    List.of("v1"),
                                                                                                                                                                    true,
                                                                                                                                                                    Counter.RUNTIME);

    private final String kind;
    private final String plural;
    private final String shortName;
    private final String group;
    private final List<String> versions;
    private final boolean namespaced;
    private final Counter counter;

    Kind(String kind, String plural, String shortName, String group, List<String> versions, boolean namespaced, Counter counter) {
        this.kind = kind;
        this.plural = plural;
        this.shortName = shortName;
        this.group = group;
        this.versions = versions;
        this.namespaced = namespaced;
        this.counter = counter;
    }

    /** As in {@code kind:}. */
    public String kind() {
        return kind;
    }

    /** As in URLs. */
    public String plural() {
        return plural;
    }

    /** What {@code kubectl get} also takes; empty if there is none. */
    public String shortName() {
        return shortName;
    }

    /** API group; empty for the core group. */
    public String group() {
        return group;
    }

    /** Served versions, the preferred one first. They share one schema. */
    public List<String> versions() {
        return versions;
    }

    public boolean namespaced() {
        return namespaced;
    }

    public Counter counter() {
        return counter;
    }

    /** {@code networking.istio.io/v1}. */
    public String preferredApiVersion() {
        return group.isEmpty() ? versions.getFirst() : group + "/" + versions.getFirst();
    }

    /** The kind served as {@code kind} under {@code apiVersion}, in any of its versions. */
    public static Optional<Kind> of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        for (Kind one : values()) {
            if (one.kind.equals(kind) && one.group.equals(group) && one.versions.contains(version)) return Optional.of(one);
        }
        return Optional.empty();
    }
}
