package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.rules.model.Provenance;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an exchange gathers for its record. */
public final class ExchangeNotes {
    /** Of Envoy's response flags; others come last. */
    private static final List<String> ORDER = List.of("LH", "UH", "UT", "LR", "UR", "UF", "UC", "UO", "NR", "DI", "FI", "RL", "UAEX",
            "RLSE", "DC",
            "URX", "SI", "IH", "DPE", "UMSDR", "RFCF", "NFCF", "DT", "UPE", "NC", "OM", "DF", "DO");
    final Instant start;
    final long startNanos;
    String host = "";
    String route = "";
    @Nullable Provenance rule;
    String cluster = "";
    String endpoint = "";
    String flag = "";
    String detail = "";
    int status;
    long requestBytes;
    long responseBytes;
    int attempts;
    long revision;
    long firstAttemptNanos;
    long upstreamNanos = -1;
    String requestId = "";
    String userAgent = "";
    String forwardedFor = "";

    ExchangeNotes(Instant start, long startNanos) {
        this.start = start;
        this.startNanos = startNanos;
    }

    /** Flags add up, in the order in which Envoy prints them: {@code UF,URX}. */
    void flag(String more, String why) {
        if (!more.isEmpty()) flag = flag.isEmpty() ? more : joined(flag, more);
        if (!why.isEmpty()) detail = why;
    }

    private static String joined(String flags, String more) {
        var all = new TreeSet<String>(Comparator.comparingInt((String one) -> {
            int place = ORDER.indexOf(one);
            return place < 0 ? ORDER.size() : place;
        }).thenComparing(Comparator.naturalOrder()));
        Collections.addAll(all, flags.split(","));
        Collections.addAll(all, more.split(","));
        return String.join(",", all);
    }

    ExchangeRecord record(long nowNanos, ConnectionRoutes routes, DownstreamConnection connection, String method, String authority,
            String target) {
        return new ExchangeRecord(start, routes.listener(), host, route, rule, cluster, endpoint, flag, detail, status, requestBytes,
                responseBytes,
                attempts, revision,
                nowNanos - startNanos, upstreamNanos, method, authority, target, connection.protocol(), connection.tls(),
                text(connection.sni()),
                routes.peerAddress(), requestId, userAgent, forwardedFor);
    }

    static ExchangeRecord refused(Surroundings around, ConnectionRoutes routes, DownstreamConnection connection, int status,
            String reason) {
        var notes = new ExchangeNotes(around.clock().instant(), around.nanos());
        notes.status = status;
        notes.flag("DPE", reason);
        notes.revision = around.world().get().snapshot().revision();
        return notes.record(notes.startNanos, routes, connection, "", "", "");
    }

    public static String address(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) return String.valueOf(address);
        String host = ip(inet);
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + inet.getPort() : host + ":" + inet.getPort();
    }

    /** Without a port; empty for what has no IP address. */
    static String ip(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) return "";
        String host = inet.getAddress().getHostAddress();
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
