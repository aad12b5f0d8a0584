package dev.sluice.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.admission.ConfigurationAdmission;
import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.admin.objects.ObjectImport;
import dev.sluice.admin.objects.ObjectWriter;
import dev.sluice.admin.openapi.OpenApi;
import dev.sluice.admin.rest.AdminServer;
import dev.sluice.admin.rest.AdminServers;
import dev.sluice.admin.store.Admission;
import dev.sluice.reader.PublishedSchema;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Set;

/** The running admin API. Thread-safe. */
public final class AdminApi implements AutoCloseable {
    private final AdminServer server;
    private final ObjectImport imports;

    private AdminApi(AdminServer server, ObjectImport imports) {
        this.server = server;
        this.imports = imports;
    }

    /**
     * Returns once the port is bound. Waits: never on an event loop.
     *
     * @throws java.util.concurrent.CompletionException if the port cannot be bound or the PEM texts are no key and certificates
     */
    public static AdminApi start(AdminSettings settings) {
        Admission admission = new ConfigurationAdmission(settings.allowUnenforced(), settings.clock());
        var writer = new ObjectWriter(settings.store(), admission, settings.clock(), settings.chance());
        var openApi = new OpenApi(PublishedSchema::of);
        AdminServer server = AdminServers
                .start(settings.vertx(), options(settings), settings.store(), writer, openApi, settings.clock(), settings.chance())
                .toCompletionStage().toCompletableFuture().join();
        return new AdminApi(server, new ObjectImport(settings.store(), admission));
    }

    /** A client certificate is asked for, not demanded: health and version are for anyone. */
    private static HttpServerOptions options(AdminSettings settings) {
        return new HttpServerOptions().setHost(settings.bind()).setPort(settings.port()).setSsl(true).setUseAlpn(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions().setCertValue(Buffer.buffer(settings.serverCertificatePem()))
                        .setKeyValue(Buffer.buffer(settings.serverKeyPem())))
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(settings.clientCaPem())))
                .setClientAuth(ClientAuth.REQUEST);
    }

    /** The bound port. */
    public int port() {
        return server.port();
    }

    /**
     * Puts {@code objects} in as one transaction: nothing is deleted, what is the same makes no revision, missing namespaces are made; any error, and
     * nothing is applied. Waits for the store: never on an event loop.
     *
     * @param objects whole objects, in the order of their age
     * @param actor who, as history shows it
     * @param message why; may be empty
     */
    public ImportOutcome importObjects(List<ObjectNode> objects, String actor, String message) {
        return imports.run(objects, actor, message);
    }

    /** Ends all streams and frees the port; the store and Vert.x stay open. */
    @Override
    public void close() {
        server.close();
    }
}
