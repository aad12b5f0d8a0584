package dev.sluice.app.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rules.explain.ExplainRequest;
import dev.sluice.rules.explain.Explanation;
import dev.sluice.rules.explain.Step;

/** An explanation as text for people and as the published JSON. */
final class ExplanationPrinter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ExplanationPrinter() {}

    static String text(ExplainRequest request, Sources sources, Explanation explanation) {
        var text = new StringBuilder();
        text.append(request.method()).append(' ').append(request.scheme()).append("://").append(request.authority())
                .append(request.target())
                .append("  (Gateway port ").append(request.port()).append("; ").append(sources.origin()).append(")\n");
        for (Step step : explanation.steps()) text.append("  ").append(step.text(sources.places()::named)).append('\n');
        return text.append("=> ").append(verdict(explanation)).append('\n').toString();
    }

    private static String verdict(Explanation it) {
        String flag = it.flag().isEmpty() ? "" : ", flag " + it.flag();
        if (it.status() != null) {
            boolean redirect = it.status() / 100 == 3 && !it.destination().isEmpty();
            return "the gateway answers " + it.status() + (redirect ? " to " + it.destination() : "") + flag;
        }
        return it.destination().isEmpty() ? "no HTTP answer: the connection ends" + flag : "forwarded to " + it.destination() + flag;
    }

    /** {@code {status, listener, host, route, destination, flag, steps: []}}; status is null where it is not the gateway's. */
    static String json(Sources sources, Explanation it) {
        ObjectNode root = JSON.createObjectNode().put("status", it.status()).put("listener", it.listener()).put("host", it.host())
                .put("route", it.route()).put("destination", it.destination()).put("flag", it.flag());
        ArrayNode steps = root.putArray("steps");
        for (Step step : it.steps()) steps.add(step.text(sources.places()::named));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
