package dev.sluice.admin.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A complete answer.
 *
 * @param body not to be changed by anyone
 * @param warnings texts for Kubernetes' {@code Warning} headers
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers, List<String> warnings) {
    public static final String JSON = "application/json";

    public Answer {
        headers = Map.copyOf(headers);
        warnings = List.copyOf(warnings);
    }

    public static Answer json(int status, JsonNode tree) {
        return new Answer(status, JSON, Trees.bytes(tree), Map.of(), List.of());
    }

    public static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", text.getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of(), List.of());
    }

    public static Answer of(Failure failure) {
        Answer answer = json(failure.reason().status(), status(failure));
        return failure.retryAfterSeconds() > 0 ? answer.header("Retry-After", Integer.toString(failure.retryAfterSeconds())) : answer;
    }

    public Answer header(String name, String value) {
        var all = new HashMap<>(headers);
        all.put(name, value);
        return new Answer(status, contentType, body, all, warnings);
    }

    public Answer contentType(String type) {
        return new Answer(status, type, body, headers, warnings);
    }

    public Answer warnings(List<String> texts) {
        return new Answer(status, contentType, body, headers, texts);
    }

    /** Kubernetes' {@code Status} object. */
    public static ObjectNode status(Failure failure) {
        ObjectNode status = frame("Failure");
        status.put("message", failure.message()).put("reason", failure.reason().text());
        ObjectNode details = Trees.object();
        var subject = failure.subject();
        if (subject != null) {
            if (!subject.name().isEmpty()) details.put("name", subject.name());
            if (!subject.group().isEmpty()) details.put("group", subject.group());
            details.put("kind", subject.resource());
        }
        if (!failure.causes().isEmpty()) {
            var causes = details.putArray("causes");
            for (Cause one : failure.causes()) {
                ObjectNode cause = causes.addObject().put("reason", one.reason()).put("message", one.message());
                if (!one.field().isEmpty()) cause.put("field", one.field());
            }
        }
        if (failure.retryAfterSeconds() > 0) details.put("retryAfterSeconds", failure.retryAfterSeconds());
        if (!details.isEmpty()) status.set("details", details);
        return status.put("code", failure.reason().status());
    }

    /** What a DELETE answers: success, and what it was about. */
    public static ObjectNode success(Subject subject, String uid) {
        ObjectNode status = frame("Success");
        ObjectNode details = status.putObject("details").put("name", subject.name());
        if (!subject.group().isEmpty()) details.put("group", subject.group());
        details.put("kind", subject.resource()).put("uid", uid);
        return status;
    }

    private static ObjectNode frame(String outcome) {
        ObjectNode status = Trees.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", outcome);
    }
}
