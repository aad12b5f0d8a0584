package dev.sluice.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.Run;
import dev.sluice.app.Samples;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole product as its user has it: a process, curl and kubectl. */
class UpTest {
    private static final String HOST = "hello.example.com";

    @TempDir Path folder;

    @BeforeAll
    static void needTools() {
        Tool.require("curl", "kubectl");
    }

    @Test
    void shouldServeWhatKubectlAppliesAndKeepItOverKill() throws Exception {
        String revision;
        try (Sluice sluice = Sluice.up(folder)) {
            assertThat(sluice.http(HOST, "/", "-H", "x-canary: always")).contains("\"hello-v1\"");

            assertThat(sluice.kubectl("apply", "-f", Samples.path("canary")))
                    .satisfies(it -> assertThat(it.exit()).as(it.output()).isZero());
            await().atMost(Sluice.SOON).untilAsserted(
                    () -> assertThat(sluice.http(HOST, "/", "-H", "x-canary: always")).contains("\"hello-v2\""));

            revision = revision(sluice);
            shouldRefuse(sluice, revision);
            sluice.kill();
        }
        try (Sluice again = Sluice.up(folder)) {
            assertThat(revision(again)).isEqualTo(revision);
            assertThat(again.http(HOST, "/", "-H", "x-canary: always")).contains("\"hello-v2\"");
            assertThat(again.https(HOST, "/", "-H", "x-canary: always")).contains("\"hello-v2\"").endsWith("\n200 2");
        }
    }

    @Test
    void shouldLetKubectlApplyOverWhatWasImportedWithoutAWarning() throws Exception {
        Path files = Files.createDirectory(folder.resolve("files"));
        Path hello = Files.copy(Samples.folder("hello").resolve("hello.yaml"), files.resolve("hello.yaml"));
        Path bookinfo = Files.createDirectory(files.resolve("bookinfo"));
        try (var all = Files.list(Samples.folder("bookinfo"))) {
            for (Path one : all.toList()) Files.copy(one, bookinfo.resolve(String.valueOf(one.getFileName())));
        }
        try (Sluice sluice = Sluice.up(folder, "--config", files.toString())) {
            shouldBeUnchanged(sluice, files);
        }
        // The demo is the same, imported by itself.
        try (Sluice sluice = Sluice.up(Files.createDirectory(folder.resolve("demo")))) {
            assertThat(sluice.kubectl("apply", "-f", hello.toString())).satisfies(it -> {
                assertThat(it.exit()).isZero();
                // The ServiceEntry names other ports if those of the sample were taken.
                assertThat(it.output().lines().filter(line -> !line.startsWith("serviceentry"))).isNotEmpty()
                        .allMatch(line -> line.endsWith(" unchanged"));
            });
        }
        // Again, over what kubectl applied: no revision.
        try (Sluice sluice = Sluice.up(folder, "--config", files.toString())) {
            assertThat(sluice.output()).contains("objects read, 0 changed");
        }
    }

    private static void shouldBeUnchanged(Sluice sluice, Path files) throws Exception {
        assertThat(sluice.kubectl("diff", "-R", "-f", files.toString())).satisfies(it -> {
            assertThat(it.output()).isEmpty();
            assertThat(it.exit()).isZero();
        });
        assertThat(sluice.kubectl("apply", "-R", "-f", files.toString())).satisfies(it -> {
            assertThat(it.exit()).isZero();
            assertThat(it.output().lines()).isNotEmpty().allMatch(line -> line.endsWith(" unchanged"));
        });
    }

    private void shouldRefuse(Sluice sluice, String revision) throws Exception {
        String text = Files.readString(Samples.folder("canary").resolve("canary.yaml"));
        Path broken = Files.writeString(folder.resolve("broken.yaml"),
                text.replace("weight: 90", "weight: -90").replace("always", "never"));

        Tool.Result refused = sluice.kubectl("apply", "-f", broken.toString());

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("spec.http[1].route[0].weight", "SL0316", "-90 is negative");
        assertThat(revision(sluice)).isEqualTo(revision);
        assertThat(sluice.http(HOST, "/", "-H", "x-canary: always")).contains("\"hello-v2\"");
    }

    private static String revision(Sluice sluice) throws Exception {
        Tool.Result read = sluice.kubectl("get", "virtualservice", "hello", "-o", "jsonpath={.metadata.resourceVersion}");
        assertThat(read.exit()).as(read.output()).isZero();
        return read.output();
    }

    @Test
    void shouldEndWholeWhatRunsWhenAskedToEnd() throws Exception {
        String slow = Files.readString(Samples.folder("hello").resolve("hello.yaml")).replace("    - name: everybody\n",
                "    - name: everybody\n      fault: {delay: {fixedDelay: 3s, percentage: {value: 100}}}\n");
        Path config = Files.writeString(folder.resolve("slow.yaml"), slow);
        try (Sluice sluice = Sluice.up(folder, "--config", config.toString());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return sluice.http(HOST, "/", "-v");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }, threads);
            await().atMost(Sluice.SOON).until(() -> requestsInFlight());

            sluice.terminate();

            assertThat(answer.join()).contains("\"hello-v1\"").endsWith("\n200 1.1");
            assertThat(sluice.exit()).isZero();
        }
    }

    /** curl says on its standard error, which goes to a file here, when it has sent the request. */
    private boolean requestsInFlight() throws Exception {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith("tool")).toList()) {
                if (Files.readString(file).contains("> GET / HTTP/1.1")) return true;
            }
            return false;
        }
    }

    @Test
    void shouldLeaveOffStartingWhenAskedToEnd() throws Exception {
        // A drain would take longer than exit() waits.
        try (Sluice sluice = Sluice.start(folder, "--drain-delay", "90s", "--drain-deadline", "180s")) {
            await().atMost(Sluice.SOON).until(() -> Files.exists(folder.resolve("data/ca-key.pem")));
            sluice.terminate();

            assertThat(sluice.exit()).isIn(0, 143);
            assertThat(sluice.output()).doesNotContain("sluice is ready").contains("asked to end while starting");
        }
        try (Sluice again = Sluice.up(folder)) {
            assertThat(again.http(HOST, "/")).contains("\"hello-v1\"");
        }
    }

    @Test
    void shouldTellOfATakenPortAndServeTheOthers() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Sluice sluice = Sluice.up(folder, "--port-map", "80=" + taken.getLocalPort() + ",443=0")) {
            assertThat(sluice.output()).contains("port 80 not bound (");
            assertThat(sluice.https(HOST, "/")).endsWith("\n200 2");
            await().atMost(Sluice.SOON)
                    .untilAsserted(() -> assertThat(sluice.kubectl("get", "gatewayinstance", "ingress", "-o", "json").output())
                            .contains("\"serving\": false", "Address already in use"));
        }
    }

    @Test
    void shouldApplyNothingOfAConfigWithAnError() throws Exception {
        String text = Files.readString(Samples.folder("canary").resolve("canary.yaml"));
        Path broken = Files.writeString(folder.resolve("broken.yaml"), text.replace("weight: 90", "weight: -90"));
        try (Sluice sluice = Sluice.start(folder, "--config", Samples.path("hello"), "--config", broken.toString())) {
            assertThat(sluice.exit()).isEqualTo(1);
            assertThat(sluice.output())
                    .contains("broken.yaml:20: error SL0316", "broken.yaml:5: error SL0023", "nothing was applied: 2 errors")
                    .doesNotContain("sluice is ready");
        }
        try (Sluice sluice = Sluice.up(folder, "--no-demo")) {
            assertThat(sluice.kubectl("get", "gateways", "-A").output()).contains("No resources found");
        }
    }

    @Test
    void shouldExplainWhatIsServed() throws Exception {
        try (Sluice sluice = Sluice.up(folder)) {
            String url = "http://hello.example.com:" + sluice.port(80) + "/";
            Run admin = Run.of("explain", url, "--kubeconfig", sluice.kubeconfig().toString());
            assertThat(admin.exit()).as(admin.err()).isZero();
            assertThat(admin.out()).contains("configuration revision ", "listener 80", "=> forwarded to outbound|80|v1|hello.internal");

            assertThat(sluice.kubectl("apply", "-f", Samples.path("canary")).exit()).isZero();
            assertThat(Run.of("explain", url, "-H", "x-canary: always", "--kubeconfig", sluice.kubeconfig().toString()).out())
                    .contains("=> forwarded to outbound|80|v2|hello.internal");

            Run config = Run.of("admin", "node-config", "edge-1", "--labels", "istio=ingressgateway", "--data",
                    folder.resolve("data").toString());
            assertThat(config.exit()).as(config.err()).isZero();
            Path edge = Files.writeString(folder.resolve("edge-1.kubeconfig"), config.out());
            Run node = Run.of("explain", url, "-H", "x-canary: always", "--kubeconfig", edge.toString());
            assertThat(node.out()).as(node.err()).contains("as node edge-1 sees it", "=> forwarded to outbound|80|v2|hello.internal");

            String kubeconfig = sluice.kubeconfig().toString();
            String newest = revision(sluice);
            String before = Long.toString(Long.parseLong(newest) - 1);
            assertThat(Run.of("explain", url, "-H", "x-canary: always", "--kubeconfig", kubeconfig, "--revision", before).out())
                    .contains("configuration revision " + before + " of ", "with today's endpoints",
                            "=> forwarded to outbound|80|v1|hello.internal");
            Run ahead = Run.of("explain", url, "--kubeconfig", kubeconfig, "--revision", "999");
            assertThat(ahead.exit()).isEqualTo(2);
            assertThat(ahead.err()).contains("configuration revision 999 cannot be explained", "Too large resource version");
            Run ofNode = Run.of("explain", url, "--kubeconfig", edge.toString(), "--revision", before);
            assertThat(ofNode.exit()).isEqualTo(2);
            assertThat(ofNode.err()).contains("a node's kubeconfig");
        }
        Run away = Run.of("explain", "http://hello.example.com/", "--kubeconfig", folder.resolve("data/kubeconfig").toString());
        assertThat(away.exit()).isEqualTo(2);
        assertThat(away.err()).contains("cannot be asked: nothing listens there; is 'sluice up' or 'sluice admin' running?");
    }
}
