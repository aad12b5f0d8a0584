package dev.sluice.admin.rest;

import dev.sluice.admin.kinds.Served;
import dev.sluice.resources.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of the objects a path names: {@code /apis/GROUP/VERSION[/namespaces/NAMESPACE]/PLURAL[/NAME[/SUBRESOURCE]]}, the core group under {@code /api}.
 *
 * @param namespace empty for all, and for cluster-scoped kinds
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
record ResourcePath(Kind kind, String version, String namespace, String name, String subresource) {
    /** Empty if nothing that is served has this path. */
    static Optional<ResourcePath> parse(String path) {
        List<String> steps = steps(path);
        if (steps.size() < 3) return Optional.empty();
        boolean core = steps.getFirst().equals("api");
        if (!core && !steps.getFirst().equals("apis")) return Optional.empty();
        int at = core ? 1 : 2;
        if (steps.size() <= at + 1) return Optional.empty();
        String group = core ? "" : steps.get(1);
        if (!core && group.isEmpty()) return Optional.empty();
        return parse(group, steps.get(at), steps.subList(at + 1, steps.size()));
    }

    private static Optional<ResourcePath> parse(String group, String version, List<String> rest) {
        // In the core group "namespaces/x" alone is an object; followed by a resource it is a scope.
        boolean scoped = rest.size() >= 3 && rest.getFirst().equals("namespaces") && !(group.isEmpty() && rest.get(2).equals("status"));
        String namespace = scoped ? rest.get(1) : "";
        List<String> own = scoped ? rest.subList(2, rest.size()) : rest;
        if (own.size() > 3 || own.stream().anyMatch(String::isEmpty)) return Optional.empty();
        String name = own.size() > 1 ? own.get(1) : "";
        String subresource = own.size() > 2 ? own.get(2) : "";
        return Served.find(group, version, own.getFirst())
                .filter(kind -> scoped ? kind.namespaced() && !namespace.isEmpty() : !kind.namespaced() || name.isEmpty())
                .map(kind -> new ResourcePath(kind, version, namespace, name, subresource));
    }

    static List<String> steps(String path) {
        var steps = new ArrayList<String>();
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (String step : trimmed.substring(trimmed.isEmpty() ? 0 : 1).split("/", -1)) {
            try {
                steps.add(URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException wrongEncoding) {
                return List.of();
            }
        }
        return steps;
    }
}
