package dev.sluice.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.node.source.ObjectName;
import dev.sluice.node.source.Position;
import dev.sluice.resources.Diagnostic;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * What a node says of itself: {@code GatewayInstance.status}, as {@link dev.sluice.resources.GatewayInstance.Status} shapes it.
 *
 * @param rejected objects whose newest version is not in force
 */
record InstanceReport(Position position, String version, Snapshot snapshot, List<ListenerStatus> listeners, Map<ObjectName, List<Diagnostic>> rejected) {
    /** Beyond this a status would grow into a log; the number says how many there are. */
    private static final int MAX_REJECTED = 100;

    ObjectNode toJson(boolean ready, Instant now) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("ready", ready).put("version", version);
        if (position instanceof Position.Bookmark at) {
            status.put("storeId", at.storeId()).put("configRevision", at.configRevision()).put("runtimeRevision", at.runtimeRevision())
                    .put("digest", at.digest());
        }
        var sockets = status.putArray("listeners");
        for (ListenerStatus one : listeners) {
            sockets.addObject().put("name", one.listener()).put("port", gatewayPort(one))
                    .put("boundPort", one.bound() ? one.boundPort() : 0)
                    .put("serving", one.bound()).put("message", one.problem());
        }
        var refused = status.putArray("rejected");
        rejected.forEach((name, why) -> {
            for (Diagnostic each : why) {
                if (refused.size() < MAX_REJECTED) {
                    refused.addObject().put("kind", name.kind()).put("namespace", name.namespace()).put("name", name.name())
                            .put("code", each.code().code())
                            .put("field", each.field()).put("message", each.message());
                }
            }
        });
        status.put("rejectedObjects", rejected.size());
        status.put("lastHeartbeat", now.truncatedTo(ChronoUnit.SECONDS).toString());
        return status;
    }

    private int gatewayPort(ListenerStatus status) {
        for (Listener listener : snapshot.listeners()) {
            if (listener.name().equals(status.listener())) return listener.port();
        }
        return status.boundPort();
    }
}
