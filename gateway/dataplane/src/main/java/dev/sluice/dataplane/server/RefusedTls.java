package dev.sluice.dataplane.server;

import dev.sluice.dataplane.exchange.ExchangeLog;
import dev.sluice.dataplane.exchange.ExchangeNotes;
import dev.sluice.dataplane.exchange.RefusedConnection;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.dataplane.tls.TlsRefusals;
import dev.sluice.rules.snapshot.Listener;
import java.net.SocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Counts connections whose TLS came to nothing and puts each into the access log: at night nobody turns on a debug log. */
record RefusedTls(ExchangeLog log, Meters meters, InstantSource clock) implements TlsRefusals {
    @Override
    public void refused(Listener listener, @Nullable String sni, @Nullable SocketAddress remoteAddress, String why) {
        meters.listener(listener.name()).handshakeFailed();
        log.refused(new RefusedConnection(clock.instant(), listener.name(), sni == null ? "" : sni,
                remoteAddress == null ? "" : ExchangeNotes.address(remoteAddress), why));
    }
}
