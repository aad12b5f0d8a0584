package dev.sluice.rules.explain;

import dev.sluice.rules.decide.Acceptance;
import dev.sluice.rules.decide.ConnectionFacts;
import dev.sluice.rules.decide.Decider;
import dev.sluice.rules.decide.PathNormalizer;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.PlainServer;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import dev.sluice.rules.snapshot.RouteTable;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Explains requests over a compiled snapshot. Pure: chance is told as shares, not drawn. */
public final class Explainer {
    private Explainer() {}

    public static Explanation explain(Snapshot snapshot, EndpointTable endpoints, ExplainRequest request) {
        var notes = new Notes();
        Listener listener = listener(snapshot, request.port());
        if (listener == null) {
            notes.step("no listener on port " + request.port() + ": the connection is refused; listening: "
                    + String.join(", ", snapshot.listeners().stream().map(Listener::name).toList()));
            return notes.end(null, "");
        }
        notes.listener = listener.name();
        notes.step("listener " + listener.name() + ", from " + String.join("; ", listener.from().stream().map(Object::toString).toList()));
        RouteTable table = table(listener, request, notes);
        if (table == null) return notes.end(null, notes.flag);
        int mark = request.target().indexOf('?');
        String path = mark < 0 ? request.target() : request.target().substring(0, mark);
        return switch (PathNormalizer.normalize(path, listener.options())) {
            case PathNormalizer.Result.Rejected it -> {
                notes.step("path refused: " + it.reason());
                yield notes.end(400, "DPE");
            }
            case PathNormalizer.Result.Normal it -> {
                if (!it.path().equals(path)) notes.step("path " + path + " is normalised to " + it.path());
                var facts = new AskedFacts(request, it.path(), mark < 0 ? null : request.target().substring(mark + 1));
                yield new RouteExplanation(snapshot, endpoints, facts, notes).explain(table);
            }
        };
    }

    private static @Nullable Listener listener(Snapshot snapshot, int port) {
        for (Listener one : snapshot.listeners()) if (one.port() == port) return one;
        return null;
    }

    /** The table of the server that takes the connection; null, with the reason noted, if none does. */
    private static @Nullable RouteTable table(Listener listener, ExplainRequest request, Notes notes) {
        String sni = request.sni() != null ? request.sni().toLowerCase(Locale.ROOT) : request.host();
        return switch (Decider.accept(listener, new ConnectionFacts(request.tls(), sni))) {
            case Acceptance.Plain(PlainServer.Http http) -> {
                notes.step("plaintext HTTP, route table " + http.routes().name());
                yield http.routes();
            }
            case Acceptance.Plain(PlainServer.Refuse refuse) ->
                refused(notes, refuse.refusal().reason(), refuse.refusal().from().toString());
            case Acceptance.Tls(TlsServer.Https https) -> {
                notes.step("SNI \"" + sni + "\" is served by " + https.from() + ", client certificate "
                        + https.tls().clientCertificate().name().toLowerCase(Locale.ROOT)
                        + ", route table " + https.routes().name());
                yield https.routes();
            }
            case Acceptance.Tls(TlsServer.Refuse refuse) -> refused(notes, refuse.refusal().reason(), refuse.refusal().from().toString());
            case Acceptance.NoServer none -> {
                notes.step(request.tls()
                        ? "no server of the listener has SNI \"" + sni + "\": the connection is closed"
                        : "the listener speaks TLS only: the connection is closed");
                notes.flag = "NR";
                yield null;
            }
        };
    }

    private static @Nullable RouteTable refused(Notes notes, String reason, String from) {
        notes.step("connection closed: " + reason + ", asked for by " + from);
        notes.flag = dev.sluice.rules.model.Unenforced.FLAG;
        return null;
    }
}
