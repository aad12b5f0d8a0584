package dev.sluice.app.fleet;

import dev.sluice.dataplane.DataPlane;
import dev.sluice.dataplane.DataPlaneSettings;
import dev.sluice.dataplane.http1.Http1Client;
import dev.sluice.dataplane.http2.Http2Server;
import dev.sluice.dataplane.server.DataPlaneServer;
import dev.sluice.dataplane.telemetry.NodeTelemetry;
import dev.sluice.dataplane.tls.TlsTerminator;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Puts a data plane together from its parts. */
public final class DataPlanes {
    private DataPlanes() {}

    /** @param vertx of the data plane, whose event loops it uses */
    public static DataPlane create(Vertx vertx, DataPlaneSettings settings, NodeTelemetry telemetry, InstantSource clock) {
        var parts = new DataPlaneServer.Parts(new TlsTerminator(TlsTerminator.HANDSHAKE_TIMEOUT), new Http2Server(), new Http1Client());
        return new DataPlaneServer(vertx, settings, parts, telemetry, telemetry, clock);
    }
}
