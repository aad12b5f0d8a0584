package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Debian's kubectl 1.20, which knows neither the third OpenAPI nor aggregated discovery. */
final class OldKubectlTest extends KubectlSentences {
    @Override
    String binary() {
        String binary = System.getenv("SLUICE_KUBECTL_120");
        return binary == null ? "" : binary;
    }

    @Test
    void shouldValidateByTheSecondOpenApi() throws Exception {
        Kubectl.Result refused = kubectl().run("apply", "-f", file(SHOP.replace("hosts", "hostz")));
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("unknown field \"hostz\"");
    }

    @Test
    void shouldApplyAServiceTwiceWithoutAWarning() throws Exception {
        String service = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {sessionAffinity: None, ports: [{port: 80, targetPort: http}, {port: 81}]}\n";
        run("apply", "-f", file(service));
        assertThat(run("apply", "-f", file(service.replace("{port: 81}", "{port: 82}")))).contains("configured").doesNotContain("warning");
        assertThat(run("get", "svc", name(), "-o", "jsonpath={.spec.ports[*].port}")).isEqualTo("80 82");
    }
}
