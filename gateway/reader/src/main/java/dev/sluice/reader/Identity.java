package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells from {@code apiVersion} and {@code kind} what an object is. */
sealed interface Identity {
    record Served(Kind kind) implements Identity {}

    /** Somebody else's object. */
    record NotServed(String message, String help) implements Identity {}

    record Wrong(ReaderCode code, String field, String message, String help) implements Identity {}

    /** Kinds of groups we serve which are known and deliberately passed over. */
    Map<String, Set<String>> PASSED_OVER = Map.of("networking.istio.io", Set.of("EnvoyFilter"));

    static Identity of(ObjectNode tree) {
        String apiVersion = text(tree.get("apiVersion"));
        String kind = text(tree.get("kind"));
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            String field = apiVersion.isEmpty() ? "apiVersion" : "kind";
            String nearest = Suggestion.nearest(field, names(tree));
            boolean present = tree.has(field);
            return new Wrong(ReaderCode.NO_IDENTITY, present ? field : "", present ? field + " must be a text" : field + " is missing",
                    nearest == null || present
                            ? "write for example apiVersion: networking.istio.io/v1 and kind: VirtualService"
                            : "is '" + nearest + "' meant to be " + field + "?");
        }
        return Kind.of(apiVersion, kind).<Identity>map(Served::new).orElseGet(() -> notFound(apiVersion, kind));
    }

    private static Identity notFound(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        List<Kind> ofGroup = Arrays.stream(Kind.values()).filter(one -> one.group().equals(group)).toList();
        Optional<Kind> sameName = Arrays.stream(Kind.values()).filter(one -> one.kind().equals(kind))
                .max(Comparator.comparing(one -> one.group().equals(group)));
        if (sameName.isPresent() && !ofGroup.isEmpty()) {
            String served = sameName.get().versions().stream()
                    .map(version -> sameName.get().group().isEmpty() ? version : sameName.get().group() + "/" + version)
                    .collect(Collectors.joining(", "));
            return new Wrong(ReaderCode.UNKNOWN_VERSION, "apiVersion", kind + " is not served under " + apiVersion,
                    "served under: " + served);
        }
        boolean kubernetes = group.isEmpty() || group.endsWith(".k8s.io");
        if (ofGroup.isEmpty() || kubernetes || PASSED_OVER.getOrDefault(group, Set.of()).contains(kind)) {
            return new NotServed(kind + " (" + apiVersion + ") is not served here and was skipped", "");
        }
        var names = new ArrayList<String>(ofGroup.stream().map(Kind::kind).toList());
        String nearest = Suggestion.nearest(kind, names);
        return new Wrong(ReaderCode.UNKNOWN_KIND, "kind", "no kind '" + kind + "' in " + group,
                nearest == null ? "kinds of " + group + ": " + String.join(", ", names) : "did you mean " + nearest + "?");
    }

    private static List<String> names(ObjectNode tree) {
        var names = new ArrayList<String>();
        tree.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("apiVersion", "kind", "metadata", "spec", "status"));
        return names;
    }

    private static String text(JsonNode node) {
        return node != null && node.isTextual() ? node.textValue() : "";
    }
}
