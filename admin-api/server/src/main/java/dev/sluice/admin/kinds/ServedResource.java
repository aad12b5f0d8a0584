package dev.sluice.admin.kinds;

import java.util.List;

/**
 * One resource of one group version, as discovery announces it.
 *
 * @param name plural
 * @param subresources by what follows the object's name in the URL
 */
public record ServedResource(String name, String singular, String kind, boolean namespaced, List<String> verbs, List<String> shortNames, List<String> categories, List<Subresource> subresources) {
    public ServedResource {
        verbs = List.copyOf(verbs);
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = List.copyOf(subresources);
    }

    public record Subresource(String name, List<String> verbs) {
        public Subresource {
            verbs = List.copyOf(verbs);
        }
    }
}
