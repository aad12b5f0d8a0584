package dev.sluice.app.options;

import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.NodeView.Role;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node one looks through; without any of them, the ingress node of {@code sluice up}. */
public final class ViewOptions {
    @Option(names = "--role", paramLabel = "R", description = "ingress, egress or sidecar. Default: ingress.") private Role role = Role.INGRESS;

    @Option(names = "--namespace", paramLabel = "N", description = "Namespace of the node: where credentialName is looked up. Default: default.") private String namespace = "default";

    @Option(names = "--labels", paramLabel = "k=v", converter = Labels.Converter.class, description = "Labels of the node, separated by commas: what a Gateway's selector asks for. Default: those of the role's node of 'up'.") private @Nullable Labels labels;

    public NodeView view() {
        Labels own = labels;
        return new NodeView(role, namespace, own == null ? defaultsOf(role).values() : own.values(), "");
    }

    /** The labels that {@code sluice up} gives its nodes. */
    public static Labels defaultsOf(Role role) {
        return switch (role) {
            case INGRESS -> new Labels(NodeView.ingress().labels());
            case EGRESS -> new Labels(java.util.Map.of("istio", "egressgateway", "app", "istio-egressgateway"));
            case SIDECAR -> new Labels(java.util.Map.of());
        };
    }
}
