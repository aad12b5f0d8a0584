package dev.sluice.admin.answer;

import dev.sluice.resources.Kind;

/**
 * What a failure is about.
 *
 * @param resource plural, or the kind where Kubernetes names the kind
 * @param name may be empty
 */
public record Subject(String group, String resource, String name) {
    public static Subject resource(Kind kind, String name) {
        return new Subject(kind.group(), kind.plural(), name);
    }

    public static Subject kind(Kind kind, String name) {
        return new Subject(kind.group(), kind.kind(), name);
    }

    /** {@code virtualservices.networking.istio.io}. */
    public String qualified() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
