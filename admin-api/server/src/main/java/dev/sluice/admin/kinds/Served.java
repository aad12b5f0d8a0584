package dev.sluice.admin.kinds;

import dev.sluice.admin.kinds.ServedResource.Subresource;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everything that the API serves, by group and version. What stands here works; what does not stand here is not announced. */
public final class Served {
    private static final List<String> OBJECT_VERBS = List.of("create", "delete", "deletecollection", "get", "list", "patch", "update",
            "watch");

    /** In the order of discovery. */
    public static final List<ServedGroup> GROUPS = groups();

    private Served() {}

    private static List<ServedGroup> groups() {
        var names = new ArrayList<String>();
        for (Kind kind : Kind.values()) if (!names.contains(kind.group())) names.add(kind.group());
        names.remove("");
        names.addFirst("");
        var groups = new ArrayList<ServedGroup>();
        for (String name : names) groups.add(new ServedGroup(name, versions(name)));
        groups.add(review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"));
        groups.add(review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"));
        return List.copyOf(groups);
    }

    private static List<ServedGroup.Version> versions(String group) {
        var names = new ArrayList<String>();
        for (Kind kind : Kind.values()) {
            if (!kind.group().equals(group)) continue;
            for (String version : kind.versions()) if (!names.contains(version)) names.add(version);
        }
        names.sort((a, b) -> Integer.compare(stability(b), stability(a)));
        return names.stream().map(version -> new ServedGroup.Version(version, resources(group, version))).toList();
    }

    /** Kubernetes' order of versions, as far as ours go: GA, beta, alpha. */
    private static int stability(String version) {
        return version.contains("alpha") ? 0 : version.contains("beta") ? 1 : 2;
    }

    private static List<ServedResource> resources(String group, String version) {
        var resources = new ArrayList<ServedResource>();
        for (Kind kind : Kind.values()) {
            if (kind.group().equals(group) && kind.versions().contains(version)) resources.add(resource(kind));
        }
        return resources;
    }

    private static ServedResource resource(Kind kind) {
        return new ServedResource(
                kind.plural(), singular(kind), kind.kind(), kind.namespaced(), OBJECT_VERBS,
                kind.shortName().isEmpty() ? List.of() : List.of(kind.shortName()),
                categories(kind), hasStatus(kind) ? List.of(new Subresource("status", statusVerbs(kind))) : List.of());
    }

    private static ServedGroup review(String group, String plural, String kind) {
        var resource = new ServedResource(plural, kind.toLowerCase(Locale.ROOT), kind, false, List.of("create"), List.of(), List.of(),
                List.of());
        return new ServedGroup(group, List.of(new ServedGroup.Version("v1", List.of(resource))));
    }

    public static String singular(Kind kind) {
        return kind.kind().toLowerCase(Locale.ROOT);
    }

    private static List<String> categories(Kind kind) {
        if (kind.group().endsWith(".istio.io")) return List.of("all", "istio-io", kind.group().replace('.', '-'));
        if (kind.group().equals("sluice.dev")) return List.of("all", "sluice");
        return List.of();
    }

    /** Whether {@code /status} is served. */
    public static boolean hasStatus(Kind kind) {
        return kind.group().contains(".istio.io") || kind.group().equals("sluice.dev");
    }

    /** Whether a client may write the status. That of other kinds is the server's to compute, never stored. */
    public static boolean statusIsWritten(Kind kind) {
        return kind == Kind.GATEWAY_INSTANCE;
    }

    private static List<String> statusVerbs(Kind kind) {
        return statusIsWritten(kind) ? List.of("get", "patch", "update") : List.of("get");
    }

    /** The kind at {@code group/version/plural}. */
    public static Optional<Kind> find(String group, String version, String plural) {
        for (Kind kind : Kind.values()) {
            if (kind.plural().equals(plural) && kind.group().equals(group) && kind.versions().contains(version)) return Optional.of(kind);
        }
        return Optional.empty();
    }

    public static String apiVersion(Kind kind, String version) {
        return kind.group().isEmpty() ? version : kind.group() + "/" + version;
    }

    /** Kinds of Istio and of Sluice are custom resources: updates need a resourceVersion, strategic merge is refused. */
    public static boolean isCustom(Kind kind) {
        return kind.group().endsWith(".istio.io") || kind.group().equals("sluice.dev");
    }
}
