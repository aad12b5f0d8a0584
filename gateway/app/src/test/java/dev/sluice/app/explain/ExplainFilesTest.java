package dev.sluice.app.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.app.Run;
import dev.sluice.app.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offline: what files would do. */
class ExplainFilesTest {
    private static final String HELLO = Samples.path("hello");
    private static final String CANARY = Samples.path("canary");

    @TempDir Path folder;

    @Test
    void shouldSayFromListenerToEndpointWhereItIsWritten() {
        Run run = Run.of("explain", "http://hello.example.com/", "-f", HELLO);

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("listener 80, from Gateway default/hello spec.servers[0] (" + HELLO + "/hello.yaml:14)",
                "virtual host hello.example.com, from VirtualService default/hello spec (" + HELLO + "/hello.yaml:62)",
                "rule VirtualService default/hello spec.http[0] (" + HELLO + "/hello.yaml:66)",
                "endpoints 127.0.0.1:9001", "=> forwarded to outbound|80|v1|hello.internal");
    }

    @Test
    void shouldSayWhichConditionFailed() throws IOException {
        String hello = Files.readString(Samples.folder("hello").resolve("hello.yaml"));
        String others = Files.writeString(folder.resolve("others.yaml"), hello.substring(0, hello.lastIndexOf("---"))).toString();

        Run tester = Run.of("explain", "https://hello.example.com/", "-H", "X-Canary: always", "-f", others, CANARY);
        Run other = Run.of("explain", "https://hello.example.com/", "-H", "x-canary:never", "-f", others, CANARY);

        assertThat(tester.out()).contains("=> forwarded to outbound|80|v2|hello.internal");
        assertThat(other.out()).contains("(testers) does not match: header x-canary is \"never\", wanted exact \"always\"",
                "share 90 of 100",
                "share 10 of 100");
    }

    @Test
    void shouldExplainNothingWhileAnObjectStandsTwice() {
        Run run = Run.of("explain", "http://hello.example.com/", "-f", HELLO, CANARY);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(CANARY + "/canary.yaml:5: error SL0023  VirtualService default/hello",
                "stands already at " + HELLO + "/hello.yaml:60", "nothing is explained");
    }

    @Test
    void shouldAnswerInThePublishedShape() throws IOException {
        Run run = Run.of("explain", "http://other.example.com/a", "-f", HELLO, "-o", "json");

        JsonNode answer = new ObjectMapper().readTree(run.out());
        assertThat(answer.properties()).extracting(entry -> entry.getKey()).containsExactly("status", "listener", "host", "route",
                "destination", "flag", "steps");
        assertThat(answer.path("status").asInt()).isEqualTo(404);
        assertThat(answer.path("flag").asText()).isEqualTo("NR");
        assertThat(answer.path("steps")).isNotEmpty();
    }

    @Test
    void shouldTakeTheGatewaysPortAndTheSchemesByDefault() {
        assertThat(Run.of("explain", "http://hello.example.com/", "--port", "81", "-f", HELLO).out())
                .contains("no listener on port 81: the connection is refused", "=> no HTTP answer");
        assertThat(Run.of("explain", "http://hello.example.com:8080/", "-f", HELLO).out()).contains("no Gateway has port 8080",
                "listener 80");
    }

    @Test
    void shouldSpeakOfTheNodeThatTheOptionsDescribe() {
        Run egress = Run.of("explain", "http://hello.example.com/", "--role", "egress", "-f", HELLO);

        assertThat(egress.out()).contains("no listener on port 80");
    }

    @Test
    void shouldTakeHostAndServerNameApart() {
        Run run = Run.of("explain", "https://shop.example.com/", "-H", "Host: api.example.com", "-f", Samples.path("tls-hosts"));

        assertThat(run.out()).contains("SNI \"shop.example.com\"", "=> the gateway answers 421");
    }

    @Test
    void shouldNameThePlaceOfEachObjectOfAStepHoweverNamesOverlap() throws IOException {
        Path files = Files.writeString(folder.resolve("two.yaml"), """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: a}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: [one.test]
                    tls:
                      httpsRedirect: true
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: a-b}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: [two.test]
                """);

        Run run = Run.of("explain", "http://one.test/x", "-f", files.toString());

        assertThat(run.out()).contains(
                "listener 80, from Gateway default/a spec.servers[0] (" + files + ":7); Gateway default/a-b spec.servers[0] (" + files
                        + ":18)",
                "demands https, by Gateway default/a spec.servers[0].tls.httpsRedirect (" + files
                        + ":10): redirected to https://one.test/x",
                "=> the gateway answers 301 to https://one.test/x");
    }

    @Test
    void shouldTakeAddressAndIdentityOfTheClient() {
        Run run = Run.of("explain", "https://hello.example.com/", "--source", "203.0.113.7", "--principal", "spiffe://a/b", "-f", HELLO);

        assertThat(run.out()).contains("client address 203.0.113.7", "client identity spiffe://a/b",
                "no other rule that is enforced yet looks at it");
        assertThat(Run.of("explain", "https://hello.example.com/", "--source", "localhost", "-f", HELLO)).satisfies(wrong -> {
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.err()).contains("'localhost' is no IP address");
        });
    }

    @Test
    void shouldRefuseFilesThatNoGatewayTakes() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"),
                Files.readString(Samples.folder("canary").resolve("canary.yaml")).replace("weight: 90", "weight: -90"));

        Run run = Run.of("explain", "http://hello.example.com/", "-f", HELLO, broken.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("error SL0316", "broken.yaml:");
    }

    @Test
    void shouldEndWithTwoOnBadUsage() {
        assertThat(Run.of("explain", "http://hello.example.com/").exit()).isEqualTo(2);
        assertThat(Run.of("explain", "hello.example.com", "-f", HELLO)).satisfies(run -> {
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).contains("must begin with http:// or https://");
        });
        assertThat(Run.of("explain", "http://hello.example.com/", "--revision", "3", "-f", HELLO).exit()).isEqualTo(2);
        assertThat(Run.of("explain", "http://hello.example.com/", "-H", "nonsense", "-f", HELLO).exit()).isEqualTo(2);
        assertThat(Run.of("explain", "http://hello.example.com/", "--kubeconfig", folder.resolve("none").toString()).exit()).isEqualTo(2);
    }
}
