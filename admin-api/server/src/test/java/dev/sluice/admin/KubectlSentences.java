package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sentences with a new kubectl and with an old one. */
abstract class KubectlSentences {
    static final String SHOP = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: %s}
            spec:
              hosts: [shop.example.com]
              http:
              - route: [{destination: {host: a.example.com, port: {number: 80}}}]
            """;

    @TempDir private static Path folder;
    private static AdminFixture admin;
    private static int counter;

    private Kubectl kubectl;
    private String name;

    /** Empty where this machine has none. */
    abstract String binary();

    @BeforeAll
    static void start() throws Exception {
        admin = new AdminFixture(folder.resolve("admin"));
        counter = 0;
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @BeforeEach
    void find() throws Exception {
        boolean there = !binary().isEmpty() && isRunnable(binary());
        Assumptions.assumeTrue(there, "no kubectl at '" + binary() + "': this test is skipped");
        kubectl = new Kubectl(binary(), folder.resolve("kubectl"), admin.kubeconfig(folder));
        name = "shop-" + ++counter;
    }

    private static boolean isRunnable(String binary) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(binary, "version", "--client").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    Kubectl kubectl() {
        return kubectl;
    }

    String name() {
        return name;
    }

    String run(String... arguments) throws Exception {
        return kubectl.run(arguments).ok().output();
    }

    String file(String template) throws IOException {
        return kubectl.file(name + ".yaml", template.formatted(name)).toString();
    }

    @Test
    void shouldCreateThenLeaveUnchangedThenConfigure() throws Exception {
        assertThat(run("apply", "-f", file(SHOP))).contains("virtualservice.networking.istio.io/" + name + " created");
        assertThat(run("apply", "-f", file(SHOP))).contains("unchanged");
        assertThat(run("apply", "-f", file(SHOP + "    timeout: 3s\n"))).contains("configured");
        assertThat(run("get", "vs", name, "-o", "jsonpath={.spec.http[0].timeout} {.metadata.generation}")).isEqualTo("3s 2");
    }

    @Test
    void shouldPrintTablesAndYamlInEachVersion() throws Exception {
        run("apply", "-f", file(SHOP));
        assertThat(run("get", "vs", name)).contains("NAME", "GATEWAYS", "HOSTS", "AGE", "[\"shop.example.com\"]");
        assertThat(run("get", "vs", name, "-o", "yaml")).contains("apiVersion: networking.istio.io/v1\n", "a.example.com");
        assertThat(run("get", "virtualservices.v1alpha3.networking.istio.io", name, "-o", "yaml"))
                .contains("apiVersion: networking.istio.io/v1alpha3");
        assertThat(run("get", "vs", "--sort-by=.metadata.name")).contains(name);
        assertThat(run("get", "gw,vs,se", "-A")).contains(name);
        assertThat(run("get", "vs", "-l", "no=such")).contains("No resources found");
    }

    @Test
    void shouldWatchChangesAsTheyCome() throws Exception {
        run("apply", "-f", file(SHOP));
        Path output = folder.resolve("watch-" + name);
        Process watching = kubectl.start(output, "get", "vs", name, "-w");
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(output).contains(name));
            run("patch", "vs", name, "--type=merge", "-p", "{\"spec\":{\"hosts\":[\"changed.example.com\"]}}");
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.readString(output).contains("changed.example.com"));
        } finally {
            watching.destroy();
            watching.waitFor();
        }
    }

    @Test
    void shouldListEveryFaultOfAnInvalidObject() throws Exception {
        // When
        Kubectl.Result refused = kubectl.run("create", "--validate=false", "-f",
                file(SHOP + "    timeout: soon\n    retries: {attempts: many}\n"));
        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("is invalid", "spec.http[0].timeout", "spec.http[0].retries.attempts");
        assertThat(kubectl.run("get", "vs", name).output()).contains("not found");
    }

    @Test
    void shouldTakeTypedObjectsAsProtobuf() throws Exception {
        Path key = folder.resolve("tls-" + name + ".key");
        Path certificate = folder.resolve("tls-" + name + ".crt");
        var server = admin.client("shop.example.com");
        Files.writeString(key, server.keyPem());
        Files.writeString(certificate, server.chainPem());
        run("create", "secret", "tls", name, "--cert=" + certificate, "--key=" + key);
        assertThat(run("get", "secret", name)).contains("kubernetes.io/tls");
        assertThat(run("get", "secret", name, "-o", "jsonpath={.data.tls\\.crt}"))
                .isEqualTo(java.util.Base64.getEncoder().encodeToString(Files.readAllBytes(certificate)));
        assertThat(run("create", "configmap", name, "--from-literal=a=b")).contains("created");
        assertThat(run("create", "namespace", name)).contains("created");
        assertThat(run("get", "ns", name)).contains("Active");
        assertThat(run("delete", "ns", name)).contains("deleted");
    }

    @Test
    void shouldApplyASecretTwice() throws Exception {
        String secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: %s}\nstringData: {a: b}\n";
        run("apply", "-f", file(secret));
        assertThat(run("apply", "-f", file(secret.replace("a: b", "a: b, c: d")))).contains("configured");
        assertThat(run("get", "secret", name, "-o", "jsonpath={.data}")).isEqualTo("{\"a\":\"Yg==\",\"c\":\"ZA==\"}");
    }

    @Test
    void shouldPatchByMergeAndByOperations() throws Exception {
        run("apply", "-f", file(SHOP));
        run("patch", "vs", name, "--type=merge", "-p", "{\"spec\":{\"hosts\":[\"one.example.com\"]}}");
        run("patch", "vs", name, "--type=json", "-p", "[{\"op\":\"add\",\"path\":\"/spec/hosts/-\",\"value\":\"two.example.com\"}]");
        assertThat(run("get", "vs", name, "-o", "jsonpath={.spec.hosts}")).isEqualTo("[\"one.example.com\",\"two.example.com\"]");
        assertThat(kubectl.run("patch", "vs", name, "-p", "{}").output()).contains("the body of the request was in an unknown format");
        run("label", "vs", name, "team=a");
        run("annotate", "vs", name, "why=because");
        assertThat(run("get", "vs", "-l", "team=a")).contains(name);
    }

    @Test
    void shouldRefuseAReplacementOfAnOlderVersion() throws Exception {
        run("apply", "-f", file(SHOP));
        Path old = kubectl.file(name + "-old.yaml", run("get", "vs", name, "-o", "yaml"));
        run("label", "vs", name, "newer=yes");
        Kubectl.Result refused = kubectl.run("replace", "-f", old.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("the object has been modified");
    }

    @Test
    void shouldShowTheDifferenceAndTryOutWithoutChanging() throws Exception {
        run("apply", "-f", file(SHOP));
        Kubectl.Result diff = kubectl.run("diff", "-f", file(SHOP + "    timeout: 9s\n"));
        assertThat(diff.exit()).isEqualTo(1);
        assertThat(diff.output()).containsPattern("\\+ +timeout: 9s");
        assertThat(run("apply", "--dry-run=server", "-f", file(SHOP + "    timeout: 9s\n"))).contains("(server dry run)");
        assertThat(run("delete", "vs", name, "--dry-run=server")).contains("(server dry run)");
        assertThat(run("get", "vs", name, "-o", "yaml")).doesNotContain("9s");
    }

    @Test
    void shouldDelete() throws Exception {
        run("apply", "-f", file(SHOP));
        assertThat(run("delete", "-f", file(SHOP))).contains("deleted");
        Kubectl.Result missing = kubectl.run("get", "vs", name);
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.output())
                .contains("Error from server (NotFound): virtualservices.networking.istio.io \"" + name + "\" not found");
    }

    @Test
    void shouldDeleteAllOfANamespaceAndThenTheNamespace() throws Exception {
        run("create", "namespace", name);
        run("apply", "-n", name, "-f", file(SHOP));
        run("create", "configmap", "one", "-n", name, "--from-literal=a=b");
        run("create", "configmap", "two", "-n", name, "--from-literal=a=b");
        assertThat(run("delete", "configmaps", "--all", "-n", name)).contains("\"one\" deleted", "\"two\" deleted");
        assertThat(run("get", "configmaps", "-n", name)).contains("No resources found");

        assertThat(run("delete", "namespace", name)).contains("deleted");

        assertThat(run("get", "vs", "-A")).doesNotContain(name);
        Kubectl.Result orphan = kubectl.run("apply", "-n", name, "-f", file(SHOP));
        assertThat(orphan.exit()).isEqualTo(1);
        assertThat(orphan.output()).contains("namespaces \"" + name + "\" not found");
    }

    @Test
    void shouldEditInAnEditor() throws Exception {
        run("apply", "-f", file(SHOP));
        Path editor = kubectl.file("editor-" + name, "#!/bin/sh\nsed -i 's/shop.example.com/edited.example.com/' \"$1\"\n");
        assertThat(editor.toFile().setExecutable(true)).isTrue();

        assertThat(kubectl.run(Map.of("EDITOR", editor.toString()), "edit", "vs", name).ok().output()).contains("edited");

        assertThat(run("get", "vs", name, "-o", "jsonpath={.spec.hosts}")).isEqualTo("[\"edited.example.com\"]");
    }

    @Test
    void shouldRefuseAnUnknownKind() throws Exception {
        Kubectl.Result refused = kubectl.run("apply", "-f",
                file("apiVersion: networking.istio.io/v1\nkind: EnvoyFilter\nmetadata: {name: %s}\nspec: {}\n"));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("no matches for kind \"EnvoyFilter\"");
    }

    @Test
    void shouldListResourcesAndDescribeOne() throws Exception {
        run("apply", "-f", file(SHOP));
        assertThat(run("api-resources")).contains("virtualservices", "gatewayinstances", "endpointslices");
        assertThat(run("api-versions")).contains("networking.istio.io/v1", "sluice.dev/v1alpha1");
        assertThat(run("explain", "gateway.spec.servers")).contains("port", "hosts", "tls");
        assertThat(run("describe", "vs", name)).contains("shop.example.com");
        assertThat(run("get", "all")).contains("virtualservice.networking.istio.io/" + name);
        assertThat(run("auth", "can-i", "create", "vs")).contains("yes");
        assertThat(run("version")).contains("1.32.0+sluice");
    }
}
