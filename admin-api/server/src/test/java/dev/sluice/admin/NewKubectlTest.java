package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The kubectl on the PATH. */
final class NewKubectlTest extends KubectlSentences {
    @Override
    String binary() {
        return "kubectl";
    }

    @Test
    void shouldExplainFromTheThirdOpenApi() throws Exception {
        assertThat(run("explain", "virtualservice.spec.http.timeout")).contains("GROUP:", "networking.istio.io");
    }

    @Test
    void shouldRefuseAnUnknownFieldAtTheServer() throws Exception {
        // When
        Kubectl.Result refused = kubectl().run("apply", "-f", file(SHOP.replace("hosts", "hostz")));
        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("strict decoding error: unknown field \"spec.hostz\"");
    }

    @Test
    void shouldKeepWhatAWarningSaysWasLeftOut() throws Exception {
        String output = run("apply", "--validate=warn", "-f", file(SHOP + "  extra: true\n"));
        assertThat(output).contains("Warning: unknown field \"spec.extra\"", "created");
        assertThat(run("get", "vs", name(), "-o", "jsonpath={.spec}")).doesNotContain("extra");
    }

    @Test
    void shouldTellThatServerSideApplyIsNotThere() throws Exception {
        assertThat(kubectl().run("apply", "--server-side", "-f", file(SHOP)).output())
                .contains("Server-side apply not available on the server");
    }

    @Test
    void shouldWaitByOneWatchThatBeginsWithTheObjects() throws Exception {
        run("apply", "-f", file(SHOP));
        Kubectl.Result waited = kubectl().run(Map.of("KUBE_FEATURE_WatchListClient", "true"), "wait",
                "--for=jsonpath={.spec.hosts[0]}=shop.example.com", "vs/" + name(),
                "--timeout=10s");
        assertThat(waited.ok().output()).contains("condition met");
    }

    @Test
    void shouldWaitForAFieldAndForDeletion() throws Exception {
        run("apply", "-f", file(SHOP));
        assertThat(run("wait", "--for=jsonpath={.spec.hosts[0]}=shop.example.com", "vs/" + name(), "--timeout=10s"))
                .contains("condition met");
        run("delete", "vs", name(), "--wait=false");
        run("wait", "--for=delete", "vs/" + name(), "--timeout=10s");
    }

    @Test
    void shouldPatchAServicesPortsByTheirKey() throws Exception {
        run("create", "service", "clusterip", name(), "--tcp=80:8080", "--tcp=81:8081");
        run("patch", "service", name(), "-p", "{\"spec\":{\"ports\":[{\"port\":81,\"name\":\"other\"}]}}");
        assertThat(run("get", "svc", name(), "-o", "jsonpath={.spec.ports[*].port} {.spec.ports[1].name}")).isEqualTo("80 81 other");
    }

    @Test
    void shouldSayWhoAsks() throws Exception {
        assertThat(run("auth", "whoami")).contains("alice", "sluice:admins");
    }

    @Test
    void shouldWriteTheStatusOfAGatewayInstanceOnly() throws Exception {
        run("apply", "-f", file(SHOP));
        run("create", "-f", kubectl().file("i.json", Samples.instance(name())).toString());
        run("patch", "gwi", name(), "--subresource=status", "--type=merge", "-p", "{\"status\":{\"ready\":true}}");
        assertThat(run("get", "gwi", name(), "-o", "jsonpath={.status.ready} {.spec.role}")).isEqualTo("true ingress");
        assertThat(kubectl().run("patch", "vs", name(), "--subresource=status", "--type=merge", "-p", "{\"status\":{}}").output())
                .contains("does not allow this method");
    }
}
