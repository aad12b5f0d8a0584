package dev.sluice.resources;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@code metadata} that decides anything here. The whole metadata of an object is kept by the API's store, not by this view.
 *
 * @param namespace empty for cluster-scoped kinds
 * @param creationTimestamp null where the text has none: such objects count in document order, after those that have one
 * @param resourceVersion null outside an API
 */
public record Metadata(String name, String namespace, Map<String, String> labels, Map<String, String> annotations, @Nullable Instant creationTimestamp, @Nullable String resourceVersion) {
    public Metadata {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    public static Metadata of(String namespace, String name) {
        return new Metadata(name, namespace, Map.of(), Map.of(), null, null);
    }
}
