package dev.sluice.admin.protobuf;

import static java.util.Map.entry;

import dev.sluice.admin.protobuf.Field.Message;
import dev.sluice.admin.protobuf.Field.Scalar;
import java.util.Map;

/** The messages that clients send as protobuf, with Kubernetes' field numbers (k8s.io/api and apimachinery, generated.proto). */
final class Messages {
    private static final Map<Integer, Field> OWNER = Map.of(
            1, text("kind"), 3, text("name"), 4, text("uid"), 5, text("apiVersion"), 6, new Field("controller", Scalar.OPTIONAL_FLAG), 7,
            new Field("blockOwnerDeletion", Scalar.OPTIONAL_FLAG));

    private static final Field METADATA = new Field("metadata", new Message(Map.ofEntries(
            entry(1, text("name")), entry(2, text("generateName")), entry(3, text("namespace")),
            entry(4, new Field("selfLink", Scalar.IGNORED)),
            entry(5, text("uid")), entry(6, text("resourceVersion")), entry(7, new Field("generation", Scalar.NUMBER)),
            entry(8, new Field("creationTimestamp", Scalar.TIME)), entry(9, new Field("deletionTimestamp", Scalar.TIME)),
            entry(10, new Field("deletionGracePeriodSeconds", Scalar.OPTIONAL_NUMBER)), entry(11, new Field("labels", Scalar.TEXT_MAP)),
            entry(12, new Field("annotations", Scalar.TEXT_MAP)), entry(13, new Field("ownerReferences", new Field.Messages(OWNER))),
            entry(14, new Field("finalizers", Scalar.TEXTS)), entry(17, new Field("managedFields", Scalar.IGNORED)))));

    private static final Map<Integer, Field> SECRET = Map.of(
            1, METADATA, 2, new Field("data", Scalar.BYTES_MAP), 3, text("type"), 4, new Field("stringData", Scalar.TEXT_MAP), 5,
            new Field("immutable", Scalar.OPTIONAL_FLAG));

    private static final Map<Integer, Field> CONFIG_MAP = Map.of(
            1, METADATA, 2, new Field("data", Scalar.TEXT_MAP), 3, new Field("binaryData", Scalar.BYTES_MAP), 4,
            new Field("immutable", Scalar.OPTIONAL_FLAG));

    private static final Map<Integer, Field> NAMESPACE = Map.of(
            1, METADATA, 2, new Field("spec", new Message(Map.of(1, new Field("finalizers", Scalar.TEXTS)))), 3,
            new Field("status", Scalar.IGNORED));

    private static final Map<Integer, Field> SERVICE_PORT = Map.of(
            1, text("name"), 2, text("protocol"), 3, new Field("port", Scalar.NUMBER), 4, new Field("targetPort", Scalar.INT_OR_TEXT), 5,
            new Field("nodePort", Scalar.NUMBER), 6, text("appProtocol"));

    private static final Map<Integer, Field> SERVICE_SPEC = Map.ofEntries(
            entry(1, new Field("ports", new Field.Messages(SERVICE_PORT))), entry(2, new Field("selector", Scalar.TEXT_MAP)),
            entry(3, text("clusterIP")),
            entry(4, text("type")), entry(5, new Field("externalIPs", Scalar.TEXTS)), entry(7, text("sessionAffinity")),
            entry(8, text("loadBalancerIP")),
            entry(9, new Field("loadBalancerSourceRanges", Scalar.TEXTS)), entry(10, text("externalName")),
            entry(11, text("externalTrafficPolicy")),
            entry(12, new Field("healthCheckNodePort", Scalar.NUMBER)), entry(13, new Field("publishNotReadyAddresses", Scalar.FLAG)),
            entry(17, text("ipFamilyPolicy")), entry(18, new Field("clusterIPs", Scalar.TEXTS)),
            entry(19, new Field("ipFamilies", Scalar.TEXTS)),
            entry(20, new Field("allocateLoadBalancerNodePorts", Scalar.OPTIONAL_FLAG)), entry(21, text("loadBalancerClass")),
            entry(22, text("internalTrafficPolicy")), entry(23, text("trafficDistribution")));

    private static final Map<Integer, Field> SERVICE = Map.of(
            1, METADATA, 2, new Field("spec", new Message(SERVICE_SPEC)), 3, new Field("status", Scalar.IGNORED));

    private static final Map<Integer, Field> DELETE_OPTIONS = Map.of(
            1, new Field("gracePeriodSeconds", Scalar.OPTIONAL_NUMBER), 2,
            new Field("preconditions", new Message(Map.of(1, text("uid"), 2, text("resourceVersion")))), 3,
            new Field("orphanDependents", Scalar.OPTIONAL_FLAG), 4,
            text("propagationPolicy"), 5, new Field("dryRun", Scalar.TEXTS), 6,
            new Field("ignoreStoreReadErrorWithClusterBreakingPotential", Scalar.OPTIONAL_FLAG));

    private static final Map<Integer, Field> ACCESS = Map.of(
            1, text("namespace"), 2, text("verb"), 3, text("group"), 4, text("version"), 5, text("resource"), 6, text("subresource"), 7,
            text("name"));

    private static final Map<Integer, Field> ACCESS_REVIEW = Map.of(
            1, METADATA, 2,
            new Field("spec", new Message(Map.of(1, new Field("resourceAttributes", new Message(ACCESS)), 2,
                    new Field("nonResourceAttributes", new Message(Map.of(1, text("path"), 2, text("verb"))))))),
            3, new Field("status", Scalar.IGNORED));

    private static final Map<Integer, Field> SUBJECT_REVIEW = Map.of(1, METADATA, 2, new Field("status", Scalar.IGNORED));

    /** By kind. DeleteOptions come in every group version, so the version is left out of the key. */
    static final Map<String, Map<Integer, Field>> BY_KIND = Map.of(
            "Secret", SECRET, "ConfigMap", CONFIG_MAP, "Namespace", NAMESPACE, "Service", SERVICE, "DeleteOptions", DELETE_OPTIONS,
            "SelfSubjectAccessReview",
            ACCESS_REVIEW, "SelfSubjectReview", SUBJECT_REVIEW);

    private Messages() {}

    private static Field text(String name) {
        return new Field(name, Scalar.TEXT);
    }
}
