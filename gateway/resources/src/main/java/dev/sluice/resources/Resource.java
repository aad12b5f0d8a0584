package dev.sluice.resources;

/**
 * A typed, immutable view of one object as a node understands it. That it exists means that it could be read; that it is sound is for the checks
 * to say.
 */
public sealed interface Resource
        permits AuthorizationPolicy, ConfigMap, DestinationRule, EndpointSlice, Gateway, GatewayInstance, ListenerPolicy, MeshConfig,
        Namespace, PeerAuthentication, ProxyConfig, RequestAuthentication, Secret, Service, ServiceEntry, Sidecar, Telemetry,
        VirtualService, WorkloadEntry,
        WorkloadGroup {
    Kind kind();

    Metadata metadata();

    default ObjectRef ref() {
        return new ObjectRef(kind(), metadata().namespace(), metadata().name());
    }
}
