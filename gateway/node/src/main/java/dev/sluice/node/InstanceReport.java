package dev.sluice.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.node.source.ObjectName;
import dev.sluice.node.source.Position;
import dev.sluice.resources.Diagnostic;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a node says of itself: {@code GatewayInstance.status}.
 *
 * @param rejected objects whose newest version is not in force
 */
record InstanceReport(Position position, String version, List<ListenerStatus> listeners, Map<ObjectName, List<Diagnostic>> rejected) {
    /** Beyond this a status would grow into a log; the number that was left out is told. */
    private static final int MAX_REJECTED = 100;

    ObjectNode toJson(Instant now) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        if (position instanceof Position.Bookmark at) {
            status.put("appliedConfigRevision", at.configRevision()).put("appliedRuntimeRevision", at.runtimeRevision()).put("digest",
                    at.digest());
        }
        status.put("version", version);
        var sockets = status.putArray("listeners");
        for (ListenerStatus one : listeners) {
            sockets.addObject().put("name", one.listener()).put("port", one.boundPort()).put("bound", one.bound()).put("problem",
                    one.problem());
        }
        var refused = status.putArray("rejected");
        rejected.entrySet().stream().limit(MAX_REJECTED).forEach(entry -> {
            ObjectNode one = refused.addObject().put("object", entry.getKey().toString());
            var why = one.putArray("diagnostics");
            for (Diagnostic each : entry.getValue()) {
                why.addObject().put("code", each.code().code()).put("severity", each.severity().name().toLowerCase(java.util.Locale.ROOT))
                        .put("field", each.field()).put("message", each.message()).put("help", each.help());
            }
        });
        status.put("rejectedCount", rejected.size());
        status.put("lastHeartbeat", now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
        return status;
    }
}
