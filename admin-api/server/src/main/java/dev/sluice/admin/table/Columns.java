package dev.sluice.admin.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/** What {@code kubectl get} shows of each kind. */
final class Columns {
    private static final Column NAME = new Column("Name", "string", "name", "Name of the object.", 0,
            (object, now) -> TextNode.valueOf(Trees.text(object, "metadata", "name")));

    private static final Column AGE = new Column("Age", "string", "", "Time since the object was created.", 0,
            (object, now) -> TextNode.valueOf(Age.of(Trees.text(object, "metadata", "creationTimestamp"), now)));

    private Columns() {}

    static List<Column> of(Kind kind) {
        var columns = new ArrayList<Column>();
        columns.add(NAME);
        columns.addAll(own(kind));
        columns.add(AGE);
        return columns;
    }

    private static List<Column> own(Kind kind) {
        return switch (kind) {
            case GATEWAY ->
                List.of(text("Selector", "Labels of the nodes it configures.", object -> pairs(Trees.at(object, "spec", "selector"))),
                        text("Ports", "Ports it opens.",
                                object -> each(Trees.at(object, "spec", "servers"), server -> Trees.text(server, "port", "number"))),
                        text("Hosts", "Hosts it admits.", Columns::gatewayHosts));
            case VIRTUAL_SERVICE -> List.of(path("Gateways", "Gateways that apply these routes.", "spec", "gateways"),
                    path("Hosts", "Hosts whose requests are routed.", "spec", "hosts"));
            case DESTINATION_RULE -> List.of(path("Host", "The destination it speaks of.", "spec", "host"));
            case SERVICE_ENTRY -> List.of(path("Hosts", "Hosts of the service.", "spec", "hosts"),
                    path("Location", "Inside or outside the mesh.", "spec", "location"),
                    path("Resolution", "How endpoints are found.", "spec", "resolution"));
            case WORKLOAD_ENTRY -> List.of(path("Address", "Address of the workload.", "spec", "address"));
            case PEER_AUTHENTICATION -> List.of(path("Mode", "Mutual TLS between peers.", "spec", "mtls", "mode"));
            case AUTHORIZATION_POLICY -> List.of(path("Action", "What happens to a request that matches.", "spec", "action"));
            case GATEWAY_INSTANCE -> List.of(path("Role", "What the node is.", "spec", "role"),
                    path("Namespace", "Where it looks for Secrets.", "spec", "namespace"),
                    path("Ready", "Whether it serves.", "status", "ready"),
                    path("Config", "Configuration revision applied.", "status", "configRevision"),
                    path("Runtime", "Runtime revision applied.", "status", "runtimeRevision"),
                    wide("Labels", "What selectors match.", "spec", "labels"));
            case LISTENER_POLICY ->
                List.of(text("Target", "The Gateway it tunes.", object -> Trees.text(object, "spec", "targetRef", "name")));
            case NAMESPACE -> List.of(text("Status", "Active, or being deleted.",
                    object -> Trees.at(object, "metadata").has("deletionTimestamp") ? "Terminating" : "Active"));
            case SECRET -> List.of(path("Type", "What the Secret holds.", "type"), count("Data", "How many keys it has.", "data"));
            case CONFIG_MAP -> List.of(count("Data", "How many keys it has.", "data"));
            case SERVICE -> List.of(text("Type", "How it is reached.", object -> orElse(Trees.text(object, "spec", "type"), "ClusterIP")),
                    text("Cluster-IP", "Its address.", object -> orElse(Trees.text(object, "spec", "clusterIP"), "<none>")),
                    text("External-IP", "Its address from outside.",
                            object -> orElse(each(Trees.at(object, "spec", "externalIPs"), JsonNode::asText), "<none>")),
                    text("Port(s)", "Its ports.",
                            object -> orElse(each(Trees.at(object, "spec", "ports"), Columns::servicePort), "<none>")));
            case ENDPOINT_SLICE -> List.of(path("AddressType", "IPv4, IPv6 or FQDN.", "addressType"),
                    text("Ports", "Ports of the endpoints.", object -> each(object.path("ports"), port -> Trees.text(port, "port"))),
                    text("Endpoints", "Their addresses.", Columns::endpoints));
            case WORKLOAD_GROUP, SIDECAR, PROXY_CONFIG, REQUEST_AUTHENTICATION, TELEMETRY, MESH_CONFIG -> List.of();
        };
    }

    private static Column text(String name, String description, Function<JsonNode, String> cell) {
        return new Column(name, "string", "", description, 0, (object, now) -> TextNode.valueOf(cell.apply(object)));
    }

    private static Column path(String name, String description, String... path) {
        return text(name, description, object -> printed(Trees.at(object, path)));
    }

    private static Column wide(String name, String description, String... path) {
        return new Column(name, "string", "", description, 1, (object, now) -> TextNode.valueOf(pairs(Trees.at(object, path))));
    }

    private static Column count(String name, String description, String field) {
        return new Column(name, "integer", "", description, 0, (object, now) -> IntNode.valueOf(object.path(field).size()));
    }

    /** As Kubernetes prints a JSON path of a custom resource. */
    private static String printed(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) return "";
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String each(JsonNode list, Function<JsonNode, String> text) {
        var texts = new LinkedHashSet<String>();
        for (JsonNode one : list) texts.add(text.apply(one));
        return String.join(",", texts);
    }

    private static String pairs(JsonNode labels) {
        var texts = new ArrayList<String>();
        labels.properties().forEach(label -> texts.add(label.getKey() + "=" + label.getValue().asText()));
        return String.join(",", texts);
    }

    private static String gatewayHosts(JsonNode gateway) {
        var hosts = new LinkedHashSet<String>();
        for (JsonNode server : Trees.at(gateway, "spec", "servers")) for (JsonNode host : server.path("hosts")) hosts.add(host.asText());
        var list = JsonNodeFactory.instance.arrayNode();
        hosts.forEach(list::add);
        return list.toString();
    }

    private static String servicePort(JsonNode port) {
        String node = Trees.text(port, "nodePort");
        return Trees.text(port, "port") + (node.isEmpty() ? "" : ":" + node) + "/" + orElse(Trees.text(port, "protocol"), "TCP");
    }

    private static String endpoints(JsonNode slice) {
        final int shown = 3;
        var addresses = new ArrayList<String>();
        for (JsonNode endpoint : slice.path("endpoints"))
            for (JsonNode address : endpoint.path("addresses")) addresses.add(address.asText());
        if (addresses.isEmpty()) return "<unset>";
        int more = addresses.size() - shown;
        return String.join(",", addresses.subList(0, Math.min(shown, addresses.size()))) + (more > 0 ? " + " + more + " more..." : "");
    }

    private static String orElse(String text, String fallback) {
        return text.isEmpty() ? fallback : text;
    }
}
