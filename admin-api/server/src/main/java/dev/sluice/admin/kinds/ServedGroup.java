package dev.sluice.admin.kinds;

import java.util.List;

/**
 * One API group.
 *
 * @param name empty for the core group
 * @param versions the preferred one first
 */
public record ServedGroup(String name, List<Version> versions) {
    public ServedGroup {
        versions = List.copyOf(versions);
    }

    public record Version(String name, List<ServedResource> resources) {
        public Version {
            resources = List.copyOf(resources);
        }
    }

    /** {@code networking.istio.io/v1}. */
    public String apiVersion(Version version) {
        return name.isEmpty() ? version.name() : name + "/" + version.name();
    }
}
