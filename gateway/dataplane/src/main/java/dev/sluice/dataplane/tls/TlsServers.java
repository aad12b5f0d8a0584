package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.model.TlsTermination.ClientCertificate;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS side of one snapshot: a context for each server that can be served, a reason for each that cannot. Immutable, swapped together with its snapshot. A
 * server that cannot be served harms nobody else.
 */
public final class TlsServers {
    public static final TlsServers NONE = new TlsServers(Map.of(), Map.of(), Map.of());

    private final Map<TlsServer, Outcome> byServer;
    /** Of the snapshot before: a connection that came while snapshots changed still holds a server of it. */
    private final Map<TlsServer, Outcome> before;
    private final Map<ServerContext.Ingredients, ServerContext> byIngredients;

    /** What became of a server's key material. */
    sealed interface Outcome {
        record Ready(ServerContext context) implements Outcome {}

        /** Connections to the server are closed until its material is whole. */
        record Broken(String problem) implements Outcome {}
    }

    private TlsServers(Map<TlsServer, Outcome> byServer, Map<TlsServer, Outcome> before,
            Map<ServerContext.Ingredients, ServerContext> byIngredients) {
        this.byServer = byServer;
        this.before = before;
        this.byIngredients = byIngredients;
    }

    /**
     * Contexts for {@code listeners}; those whose demands and material are unchanged are {@code this}'s own, so that their sessions resume. Parses keys: not for
     * an event loop. Never throws.
     */
    public TlsServers next(List<Listener> listeners, TlsMaterial material) {
        var outcomes = new IdentityHashMap<TlsServer, Outcome>();
        var contexts = new HashMap<ServerContext.Ingredients, ServerContext>();
        for (Listener listener : listeners) {
            listener.tls().forEach((pattern, server) -> {
                if (server instanceof TlsServer.Https https)
                    outcomes.computeIfAbsent(server, s -> outcome(https.tls(), material, contexts));
            });
        }
        return new TlsServers(outcomes, byServer, Map.copyOf(contexts));
    }

    private Outcome outcome(TlsTermination tls, TlsMaterial material, Map<ServerContext.Ingredients, ServerContext> contexts) {
        var pairs = new ArrayList<TlsMaterial.KeyPair>();
        for (String name : tls.credentials()) {
            var pair = material.credential(name);
            if (pair == null) return new Outcome.Broken("Secret " + name + " missing, or without a usable pair");
            pairs.add(pair);
        }
        for (TlsTermination.Pair files : tls.files().pairs()) {
            var pair = material.pair(files.certificate(), files.privateKey());
            if (pair == null)
                return new Outcome.Broken("files " + files.certificate() + " and " + files.privateKey() + " missing or unreadable");
            pairs.add(pair);
        }
        if (pairs.isEmpty()) return new Outcome.Broken("no certificate configured");
        TlsMaterial.@Nullable Roots roots = null;
        if (tls.clientCertificate() != ClientCertificate.NONE) {
            roots = roots(tls, material);
            if (roots == null) return new Outcome.Broken("roots for client certificates (" + rootNames(tls) + ") missing");
        }
        var ingredients = new ServerContext.Ingredients(tls, pairs, roots);
        try {
            var context = contexts.get(ingredients);
            if (context == null) context = byIngredients.get(ingredients);
            if (context == null) context = ServerContext.of(ingredients);
            contexts.put(ingredients, context);
            return new Outcome.Ready(context);
        } catch (GeneralSecurityException | SSLException | IllegalArgumentException refused) {
            return new Outcome.Broken("TLS settings or " + pairNames(tls) + " unusable (" + refused.getMessage() + ")");
        }
    }

    private static TlsMaterial.@Nullable Roots roots(TlsTermination tls, TlsMaterial material) {
        for (String name : tls.caCredential()) {
            var roots = material.roots(name);
            if (roots != null) return roots;
        }
        return tls.files().caCertificates().isEmpty() ? null : material.rootsFile(tls.files().caCertificates());
    }

    private static String rootNames(TlsTermination tls) {
        return tls.caCredential().isEmpty() ? "file " + tls.files().caCertificates() : "Secret " + String.join(" or ", tls.caCredential());
    }

    private static String pairNames(TlsTermination tls) {
        return tls.credentials().isEmpty() ? "its certificate files" : "Secret " + String.join(", ", tls.credentials());
    }

    Outcome of(TlsServer server) {
        Outcome outcome = byServer.get(server);
        if (outcome == null) outcome = before.get(server);
        return outcome == null ? new Outcome.Broken("TLS of this server not prepared") : outcome;
    }

    /** What is wrong with the servers of {@code listener}, each with the hosts it harms; expired certificates are served and told (RX-60). */
    public List<String> problems(Listener listener, Instant now) {
        var hosts = new IdentityHashMap<TlsServer, TreeSet<String>>();
        listener.tls().forEach((pattern, server) -> hosts.computeIfAbsent(server, s -> new TreeSet<>()).add(pattern));
        var problems = new ArrayList<String>();
        hosts.forEach((server, patterns) -> {
            @Nullable String problem = server instanceof TlsServer.Https ? problem(of(server), now) : null;
            if (problem != null) problems.add(problem + ", for hosts " + String.join(", ", patterns) + " (" + server.from() + ")");
        });
        problems.sort(null);
        return List.copyOf(problems);
    }

    private static @Nullable String problem(Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Broken broken -> broken.problem();
            case Outcome.Ready ready -> ready.context().notAfter().isBefore(now)
                    ? "certificate expired at " + ready.context().notAfter() + ", still served"
                    : null;
        };
    }
}
