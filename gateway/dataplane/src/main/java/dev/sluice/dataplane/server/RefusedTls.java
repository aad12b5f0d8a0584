package dev.sluice.dataplane.server;

import dev.sluice.dataplane.exchange.ExchangeLog;
import dev.sluice.dataplane.exchange.ExchangeNotes;
import dev.sluice.dataplane.exchange.RefusedConnection;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.dataplane.tls.Refusal;
import dev.sluice.dataplane.tls.TlsRefusals;
import dev.sluice.rules.model.Unenforced;
import dev.sluice.rules.snapshot.Listener;
import java.net.SocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Counts connections whose TLS came to nothing and puts each into the access log: at night nobody turns on a debug log. */
record RefusedTls(ExchangeLog log, Meters meters, InstantSource clock) implements TlsRefusals {
    @Override
    public void refused(Listener listener, @Nullable String sni, @Nullable SocketAddress remoteAddress, Refusal why) {
        meters.listener(listener.name()).handshakeFailed();
        log.refused(new RefusedConnection(clock.instant(), listener.name(), sni == null ? "" : sni,
                remoteAddress == null ? "" : ExchangeNotes.address(remoteAddress), flag(why), detail(why)));
    }

    private static String flag(Refusal why) {
        return switch (why) {
            case Refusal.NoServer none -> "NR";
            case Refusal.NotEnforced it -> Unenforced.FLAG;
            case Refusal.Failed it -> "";
        };
    }

    private static String detail(Refusal why) {
        return switch (why) {
            case Refusal.NoServer none -> "filter_chain_not_found";
            case Refusal.NotEnforced it -> it.what().reason() + ", asked for by " + it.what().from();
            case Refusal.Failed it -> it.why();
        };
    }
}
