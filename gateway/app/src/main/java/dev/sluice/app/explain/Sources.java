package dev.sluice.app.explain;

import dev.sluice.app.files.ConfigFiles;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import dev.sluice.resources.SourceRef;
import dev.sluice.rules.compile.NodeView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is explained: some objects, seen by one node.
 *
 * @param origin in words, {@code 3 objects of config-samples/hello}
 * @param places where objects are written; empty where they came from an API
 */
record Sources(List<Resource> resources, NodeView view, String origin, Places places) {
    Sources {
        resources = List.copyOf(resources);
    }

    /** Puts file and line behind each object and field that a text names. */
    interface Places {
        Places NONE = words -> words;

        String added(String words);
    }

    static Sources of(ConfigFiles files, List<String> paths, NodeView view) {
        List<Resource> resources = files.resources();
        return new Sources(resources, view, resources.size() + " objects of " + String.join(", ", paths), placesOf(files));
    }

    private static Places placesOf(ConfigFiles files) {
        Map<String, ObjectRef> named = new TreeMap<>();
        for (Resource one : files.resources()) named.put(one.ref().toString(), one.ref());
        return words -> {
            String text = words;
            for (Map.Entry<String, ObjectRef> one : named.entrySet()) text = located(text, one.getKey(), one.getValue(), files);
            return text;
        };
    }

    /** An object is named as {@code VirtualService default/shop spec.http[0]}. */
    private static String located(String text, String name, ObjectRef ref, ConfigFiles files) {
        int at = text.indexOf(name + " ");
        if (at < 0) return text;
        int field = at + name.length() + 1;
        int end = field;
        while (end < text.length() && isOfPath(text.charAt(end))) end++;
        String path = text.substring(field, end);
        if (!path.startsWith("spec")) return text;
        SourceRef where = files.place(ref, path);
        return where.equals(SourceRef.UNKNOWN) ? text : text.substring(0, end) + " (" + where + ")" + text.substring(end);
    }

    private static boolean isOfPath(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '[' || c == ']';
    }
}
