package dev.sluice.app.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rules.compile.NodeView;
import java.util.Locale;
import java.util.TreeMap;

/** The GatewayInstance that says what a node is. */
public final class Instances {
    private Instances() {}

    public static ObjectNode of(String id, NodeView view) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("apiVersion", "sluice.dev/v1alpha1").put("kind", "GatewayInstance");
        tree.putObject("metadata").put("name", id);
        ObjectNode spec = tree.putObject("spec");
        spec.put("role", view.role().name().toLowerCase(Locale.ROOT)).put("namespace", view.namespace());
        ObjectNode labels = spec.putObject("labels");
        new TreeMap<>(view.labels()).forEach(labels::put);
        if (!view.locality().isEmpty()) spec.put("locality", view.locality());
        return tree;
    }
}
