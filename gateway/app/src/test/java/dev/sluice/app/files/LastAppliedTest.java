package dev.sluice.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.reader.ResourceReader;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LastAppliedTest {
    private static final String NAME = "kubectl.kubernetes.io/last-applied-configuration";

    @Test
    void shouldWriteWhatKubectlWrites() {
        ObjectNode noted = LastApplied.noted(read("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata:
                  name: shop
                  annotations: {note: "<a> & \\"b\\"\\n"}
                spec:
                  hosts: [shop.test]
                  http:
                  - fault: {delay: {fixedDelay: 1s, percentage: {value: 12.50}}, abort: {httpStatus: 500, percentage: {value: 100.0}}}
                    directResponse: {status: 200}
                """));

        assertThat(noted.path("metadata").path("annotations").path(NAME).asText()).isEqualTo(
                "{\"apiVersion\":\"networking.istio.io/v1\",\"kind\":\"VirtualService\",\"metadata\":{\"annotations\":"
                        + "{\"note\":\"\\u003ca\\u003e \\u0026 \\\"b\\\"\\n\"},\"name\":\"shop\",\"namespace\":\"default\"},"
                        + "\"spec\":{\"hosts\":[\"shop.test\"],\"http\":[{\"directResponse\":{\"status\":200},\"fault\":"
                        + "{\"abort\":{\"httpStatus\":500,\"percentage\":{\"value\":100}},"
                        + "\"delay\":{\"fixedDelay\":\"1s\",\"percentage\":{\"value\":12.5}}}}]}}\n");
        assertThat(noted.path("metadata").path("annotations").path("note").asText()).isEqualTo("<a> & \"b\"\n");
    }

    @Test
    void shouldNoteNothingOnASecret() {
        ObjectNode secret = read("{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {k: v}}");

        assertThat(LastApplied.noted(secret)).isEqualTo(secret);
    }

    private static ObjectNode read(String yaml) {
        return Objects.requireNonNull(ResourceReader.readText("test.yaml", yaml).getFirst().tree());
    }
}
