package dev.sluice.app.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.AdminApi;
import dev.sluice.admin.AdminSettings;
import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.sql.SqlStore;
import dev.sluice.admin.store.sql.StoreCannotOpen;
import dev.sluice.admin.store.sql.StoreSettings;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.Preload;
import dev.sluice.app.folder.DataFolder;
import dev.sluice.app.folder.KubeconfigText;
import dev.sluice.app.options.Address;
import dev.sluice.certs.ClientSubject;
import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;

/** Store and admin API of this process, and the credentials that its authority issues. */
public final class ControlPlane implements AutoCloseable {
    /** Made anew at each start. */
    private static final Duration LIFETIME = Duration.ofDays(825);
    private static final String NODES = "sluice:nodes";
    private static final String ADMINS = "sluice:admins";

    private final LocalAuthority authority;
    private final Vertx vertx;
    private final Store store;
    private final AdminApi api;
    private final String host;

    private ControlPlane(LocalAuthority authority, Vertx vertx, Store store, AdminApi api, String host) {
        this.authority = authority;
        this.vertx = vertx;
        this.store = store;
        this.api = api;
        this.host = host;
    }

    /**
     * Opens the store, starts the API and writes an administrator's kubeconfig into {@code folder}. Waits.
     *
     * @throws Failure if the store cannot be opened or the port is taken
     */
    public static ControlPlane start(DataFolder folder, ControlSettings settings, Edge edge) {
        LocalAuthority authority = folder.authority(edge.clock(), edge.random());
        Store store = open(settings, edge);
        Preload.await();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        try {
            Credential server = authority.issueServer(serverNames(settings.bind()), LIFETIME);
            RandomGenerator chance = edge.random();
            AdminApi api = AdminApi.start(
                    new AdminSettings(settings.bind(), settings.port(), server.chainPem() + authority.certificatePem(), server.keyPem(),
                            authority.certificatePem(), store, vertx, edge.clock(), chance, settings.allowUnenforced()));
            var control = new ControlPlane(authority, vertx, store, api, Address.reachable(settings.bind()));
            Credential admin = authority.issueClient(new ClientSubject("admin", List.of(ADMINS)), LIFETIME);
            folder.writeSecret(folder.kubeconfigFile(), KubeconfigText.of(control.url(), authority.certificatePem(), "admin", admin));
            return control;
        } catch (CompletionException e) {
            store.close();
            vertx.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Failure("the admin API cannot listen on " + settings.bind() + ":" + settings.port() + ": " + cause.getMessage()
                    + "; --admin-bind and --admin-port choose another place", e);
        }
    }

    private static Store open(ControlSettings settings, Edge edge) {
        try {
            return SqlStore.open(StoreSettings.of(settings.engine(), settings.sealKeyFile(), settings.rootNamespace()), edge.clock(),
                    () -> UUID.randomUUID().toString(), edge.random());
        } catch (StoreCannotOpen e) {
            throw new Failure("the store " + settings.place() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static List<SubjectName> serverNames(String bind) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        if (!Address.isAny(bind)) names.add(bind);
        else {
            try {
                names.add(InetAddress.getLocalHost().getHostName());
            } catch (UnknownHostException e) {
                // A machine without a name of its own is reached by address.
            }
        }
        return names.stream().map(SubjectName::of).toList();
    }

    /** {@code https://127.0.0.1:9443}. */
    public String url() {
        return "https://" + host + ":" + api.port();
    }

    public LocalAuthority authority() {
        return authority;
    }

    public Vertx vertx() {
        return vertx;
    }

    public StoreView view() {
        return store.view();
    }

    /** A node's credential, which says who it is. */
    public Credential nodeCredential(String id) {
        return nodeCredential(authority, id);
    }

    public static Credential nodeCredential(LocalAuthority authority, String id) {
        return authority.issueClient(new ClientSubject("sluice:node:" + id, List.of(NODES)), LIFETIME);
    }

    /** One transaction: all of {@code objects}, or none. */
    public ImportOutcome importObjects(List<ObjectNode> objects, String message) {
        return api.importObjects(objects, "sluice", message);
    }

    @Override
    public void close() {
        api.close();
        store.close();
        vertx.close();
    }
}
