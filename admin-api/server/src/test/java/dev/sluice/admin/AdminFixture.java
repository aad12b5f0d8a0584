package dev.sluice.admin;

import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.sql.Engine;
import dev.sluice.admin.store.sql.SqlStore;
import dev.sluice.admin.store.sql.StoreSettings;
import dev.sluice.certs.ClientSubject;
import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.TrustDomain;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.config.RestAssuredConfig;
import io.restassured.config.SSLConfig;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A whole admin API on a free port: real TLS, a real store in a folder, a real CA. */
public final class AdminFixture implements AutoCloseable {
    private static final char[] PASSWORD = "for this test".toCharArray();
    public final Store store;
    public final AdminApi api;
    private final LocalAuthority authority;
    private final Vertx vertx;
    private final RequestSpecification admin;

    public AdminFixture(Path folder) throws Exception {
        this(folder, InstantSource.system());
    }

    /** @param clock what the API takes for the time; its own TLS runs by the real one */
    public AdminFixture(Path folder, InstantSource clock) throws Exception {
        Files.createDirectories(folder);
        var random = new SecureRandom();
        authority = LocalAuthority.create(new TrustDomain("cluster.local"), InstantSource.system(), random);
        Credential server = authority.issueServer(List.of(new SubjectName.Dns("localhost"), new SubjectName.Ip("127.0.0.1")),
                Duration.ofHours(1));
        store = SqlStore.open(StoreSettings.of(new Engine.Sqlite(folder.resolve("store")), Optional.empty(), "istio-system"),
                InstantSource.system(), () -> UUID.randomUUID().toString(),
                random);
        vertx = Vertx.vertx();
        api = AdminApi.start(new AdminSettings("127.0.0.1", 0, server.chainPem(), server.keyPem(), authority.certificatePem(), store, vertx,
                clock, random, false));
        admin = as(client("alice", "sluice:admins"));
    }

    public String url() {
        return "https://localhost:" + api.port();
    }

    public Credential client(String user, String... groups) {
        return authority.issueClient(new ClientSubject(user, List.of(groups)), Duration.ofHours(1));
    }

    public RequestSpecification admin() {
        return admin;
    }

    public RequestSpecification node(String id) {
        return as(client(id, "sluice:nodes"));
    }

    public RequestSpecification nobody() {
        return request(null);
    }

    public RequestSpecification as(Credential credential) {
        return request(credential);
    }

    // REST Assured speaks through Apache's older client, and takes a TLS context only as that client's factory. Key store files would be read for each request.
    @SuppressWarnings("deprecation")
    private RequestSpecification request(@Nullable Credential credential) {
        try {
            var ssl = new SSLConfig().with().sslSocketFactory(new org.apache.http.conn.ssl.SSLSocketFactory(tls(credential)));
            return new RequestSpecBuilder().setBaseUri(url()).setConfig(RestAssuredConfig.config().sslConfig(ssl)).build();
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private SSLContext tls(@Nullable Credential credential) throws GeneralSecurityException, IOException {
        KeyStore trust = empty();
        trust.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusting.init(trust);
        KeyManagerFactory keyed = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore keys = empty();
        if (credential != null) keys.setKeyEntry("client", credential.key(), PASSWORD, credential.chain().toArray(X509Certificate[]::new));
        keyed.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keyed.getKeyManagers(), trusting.getTrustManagers(), null);
        return tls;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** An endless GET, whose status has been awaited. */
    public HttpResponse<InputStream> open(String path, Credential credential, String... headers) throws Exception {
        SSLContext tls = tls(credential);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(30));
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        return HttpClient.newBuilder().sslContext(tls).build().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** A kubeconfig of an administrator. */
    public Path kubeconfig(Path folder) throws IOException {
        Credential admin = client("alice", "sluice:admins");
        Path file = folder.resolve("kubeconfig");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                clusters: [{name: s, cluster: {server: "%s", certificate-authority-data: %s}}]
                users: [{name: a, user: {client-certificate-data: %s, client-key-data: %s}}]
                contexts: [{name: c, context: {cluster: s, user: a, namespace: default}}]
                current-context: c
                """.formatted(url(), base64(authority.certificatePem()), base64(admin.chainPem()), base64(admin.namedKeyPem())));
        return file;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        api.close();
        store.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
