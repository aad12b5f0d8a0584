package dev.sluice.rules.explain;

import dev.sluice.rules.compile.Compilation;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.decide.Acceptance;
import dev.sluice.rules.decide.ConnectionFacts;
import dev.sluice.rules.decide.Decider;
import dev.sluice.rules.decide.PathNormalizer;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.TlsTermination.ClientCertificate;
import dev.sluice.rules.model.Unenforced;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.PlainServer;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import dev.sluice.rules.snapshot.RouteTable;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explains requests over a compiled snapshot. Pure: chance is told as shares, not drawn. */
public final class Explainer {
    private final Snapshot snapshot;
    private final EndpointTable endpoints;
    private final Absences absences;
    private final ExplainRequest request;
    private final Notes notes = new Notes();

    private Explainer(Snapshot snapshot, EndpointTable endpoints, Absences absences, ExplainRequest request) {
        this.snapshot = snapshot;
        this.endpoints = endpoints;
        this.absences = absences;
        this.request = request;
    }

    /**
     * @param resources that were compiled, for {@code view}
     * @param endpoints of the clusters that came of it
     */
    public static Explanation explain(ResourceSet resources, NodeView view, Compilation compiled, EndpointTable endpoints,
            ExplainRequest request) {
        var absences = new Absences(resources, view, compiled.diagnostics());
        return new Explainer(compiled.snapshot(), endpoints, absences, request).explain();
    }

    private Explanation explain() {
        Listener listener = listener();
        if (listener == null) {
            notes.step("no listener on port " + request.port() + ": the connection is refused");
            absences.ofListener(request.port()).forEach(notes::step);
            for (Listener one : snapshot.listeners()) notes.step(Step.of("listening: " + one.name() + ", from ").at(one.from()));
            return notes.end(null, "");
        }
        notes.listener = listener.name();
        notes.step(Step.of("listener " + listener.name() + ", from ").at(listener.from()));
        RouteTable table = table(listener);
        if (table == null) return notes.end(null, notes.flag);
        var edge = new Edge(listener.options(), request, notes);
        Map<String, String> headers = edge.headers();
        if (headers == null) {
            by(listener);
            return notes.end(400, "DPE");
        }
        int mark = request.target().indexOf('?');
        String path = mark < 0 ? request.target() : request.target().substring(0, mark);
        return switch (PathNormalizer.normalize(path, listener.options())) {
            case PathNormalizer.Result.Rejected it -> {
                notes.step("path refused: " + it.reason());
                by(listener);
                yield notes.end(400, "DPE");
            }
            case PathNormalizer.Result.Normal it -> {
                if (!it.path().equals(path)) notes.step("path " + path + " is normalised to " + it.path());
                String query = mark < 0 ? null : request.target().substring(mark + 1);
                var facts = new AskedFacts(request, edge.scheme(), it.path(), query, headers);
                yield new RouteExplanation(snapshot, endpoints, absences, facts, notes).explain(listener, table);
            }
        };
    }

    private @Nullable Listener listener() {
        for (Listener one : snapshot.listeners()) if (one.port() == request.port()) return one;
        return null;
    }

    /** Whose rules for heads and paths these are. */
    private void by(Listener listener) {
        Provenance policy = listener.policy();
        if (policy == null) notes.step("a rule of the gateway itself; no ListenerPolicy holds for the listener");
        else
            notes.step(Step.of("the listener's rules come from ").at(policy).and(" and, where it says nothing, from the gateway itself"));
    }

    /** The table of the server that takes the connection; null, with the reason noted, if none does. */
    private @Nullable RouteTable table(Listener listener) {
        String sni = request.sni() != null ? request.sni().toLowerCase(Locale.ROOT) : request.host();
        return switch (Decider.accept(listener, new ConnectionFacts(request.tls(), sni))) {
            case Acceptance.Plain(PlainServer.Http http) -> {
                notes.step("plaintext HTTP, route table " + http.routes().name());
                yield http.routes();
            }
            case Acceptance.Plain(PlainServer.Refuse refuse) -> refused(refuse.refusal());
            case Acceptance.Tls(TlsServer.Https https) -> {
                ClientCertificate wanted = https.tls().clientCertificate();
                notes.step(Step.of("SNI \"" + sni + "\" is served by ").at(https.from()).and(", client certificate "
                        + wanted.name().toLowerCase(Locale.ROOT) + ", route table " + https.routes().name()));
                if (wanted == ClientCertificate.REQUIRED && request.principal() == null)
                    notes.step(Step.of("taken for granted: the client has a certificate that ")
                            .at(new Provenance(https.from().object(), https.from().field() + ".tls.mode"))
                            .and(" accepts; without one the handshake fails"));
                yield https.routes();
            }
            case Acceptance.Tls(TlsServer.Refuse refuse) -> refused(refuse.refusal());
            case Acceptance.NoServer none -> {
                notes.step(Step.of(request.tls()
                        ? "no server has SNI \"" + sni + "\", so that the connection is closed; the listener's servers are "
                        : "the listener speaks TLS only, so that the connection is closed, as asked for by ").at(listener.from()));
                notes.flag = "NR";
                yield null;
            }
        };
    }

    private @Nullable RouteTable refused(Unenforced refusal) {
        notes.step(Step.of("connection closed: " + refusal.reason() + ", asked for by ").at(refusal.from()));
        notes.flag = Unenforced.FLAG;
        return null;
    }
}
