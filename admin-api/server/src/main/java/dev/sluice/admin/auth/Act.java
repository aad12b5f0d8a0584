package dev.sluice.admin.auth;

/** What a caller wants to do. */
public sealed interface Act {
    /**
     * A verb on objects.
     *
     * @param verb Kubernetes': get, list, watch, create, update, patch, delete, deletecollection
     * @param namespace empty for all, and for cluster-scoped resources
     * @param name empty for all
     * @param subresource empty for the object itself
     */
    record OnObjects(String verb, String group, String resource, String subresource, String namespace, String name) implements Act {}

    /** Following the configuration as a node does. */
    record FollowConfiguration() implements Act {}

    /** Learning what is served: discovery and schemas; asking about one's own rights. */
    record Learn() implements Act {}

    /** Any other path. */
    record OnPath(String verb, String path) implements Act {}
}
