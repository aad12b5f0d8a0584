package dev.sluice.rules.explain;

import dev.sluice.rules.decide.EdgeFacts;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.HttpOptions.ForwardClientCert;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the edge makes of the header fields before a rule sees them, and what the client's address and identity have to do with it. */
final class Edge {
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String CLIENT_CERT = "x-forwarded-client-cert";

    private final HttpOptions options;
    private final ExplainRequest request;
    private final Notes notes;
    private final Map<String, String> headers = new TreeMap<>();

    Edge(HttpOptions options, ExplainRequest request, Notes notes) {
        this.options = options;
        this.request = request;
        this.notes = notes;
    }

    /** The fields as rules see them; null, with the reason noted, if one is refused. */
    @Nullable
    Map<String, String> headers() {
        for (Map.Entry<String, String> one : request.headers().entrySet()) {
            switch (EdgeFacts.fate(one.getKey(), options.underscores())) {
                case KEPT -> headers.put(one.getKey(), one.getValue());
                case DROPPED -> notes.step("header " + one.getKey() + " is dropped: clients may not send it");
                case REFUSED -> {
                    notes.step("header " + one.getKey() + " has an underscore, which the listener's policy refuses");
                    return null;
                }
            }
        }
        headers.put("x-forwarded-proto", scheme());
        clientCertificate();
        address();
        return headers;
    }

    String scheme() {
        String told = request.headers().get("x-forwarded-proto");
        int comma = told == null ? -1 : told.indexOf(',');
        return EdgeFacts.scheme(told == null || comma < 0 ? told : told.substring(0, comma), options.numTrustedProxies(), request.scheme());
    }

    private void address() {
        String peer = request.sourceIp();
        if (peer == null) return;
        String came = request.headers().get(FORWARDED_FOR);
        String client = EdgeFacts.client(came, options.numTrustedProxies(), peer);
        headers.put(FORWARDED_FOR, EdgeFacts.forwardedFor(came, peer));
        headers.put("x-envoy-external-address", client);
        notes.step("client address " + client + ", told by x-forwarded-for and x-envoy-external-address; rules on these fields see it, "
                + "no other rule that is enforced yet looks at it");
    }

    private void clientCertificate() {
        String principal = request.principal();
        ForwardClientCert mode = options.forwardClientCert();
        boolean presented = principal != null && request.tls();
        String own = "Hash=;Subject=\"\";URI=" + principal;
        String came = request.headers().get(CLIENT_CERT);
        switch (mode) {
            case SANITIZE -> headers.remove(CLIENT_CERT);
            case SANITIZE_SET -> put(presented ? own : null);
            case FORWARD_ONLY -> put(presented ? came : null);
            case APPEND_FORWARD -> put(!presented ? null : came == null ? own : came + "," + own);
            case ALWAYS_FORWARD_ONLY -> {
            }
        }
        if (principal == null) return;
        notes.step(presented
                ? "client identity " + principal + ", told by x-forwarded-client-cert (" + mode.name().toLowerCase(java.util.Locale.ROOT)
                        + "); rules on this field see it, no other rule that is enforced yet looks at it"
                : "client identity " + principal + " counts for nothing: plaintext connections have none");
    }

    private void put(@Nullable String clientCert) {
        if (clientCert == null) headers.remove(CLIENT_CERT);
        else
            headers.put(CLIENT_CERT, clientCert);
    }
}
