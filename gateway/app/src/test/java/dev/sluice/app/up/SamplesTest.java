package dev.sluice.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.Samples;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each story of config-samples, as its README tells it. */
class SamplesTest {
    @TempDir Path folder;

    @BeforeAll
    static void needCurl() {
        Tool.require("curl");
    }

    @Test
    void shouldServeHelloToAnEmptyStoreOverHttpAndHttps() throws Exception {
        try (Sluice sluice = Sluice.up(folder)) {
            assertThat(sluice.http("hello.example.com", "/a?b=c")).contains("\"hello-v1\"", "/a?b=c").endsWith("\n200 1.1");
            assertThat(sluice.https("hello.example.com", "/")).contains("\"hello-v1\"").endsWith("\n200 2");
            assertThat(sluice.https("hello.example.com", "/", "--http1.1")).endsWith("\n200 1.1");
            assertThat(sluice.http("other.example.com", "/")).endsWith("\n404 1.1");
        }
    }

    @Test
    void shouldSendTestersAndOneInTenToTheCanary() throws Exception {
        Tool.require("kubectl");
        try (Sluice sluice = Sluice.up(folder, "--config", Samples.path("hello"))) {
            assertThat(sluice.kubectl("apply", "-f", Samples.path("canary")))
                    .satisfies(it -> assertThat(it.exit()).as(it.output()).isZero());
            await().atMost(Sluice.SOON).untilAsserted(
                    () -> assertThat(sluice.https("hello.example.com", "/", "-H", "x-canary: always")).contains("\"hello-v2\""));
            var seen = new StringBuilder();
            for (int i = 0; i < 200 && (seen.indexOf("hello-v1") < 0 || seen.indexOf("hello-v2") < 0); i++) {
                seen.append(sluice.http("hello.example.com", "/"));
            }
            assertThat(seen).contains("hello-v1", "hello-v2");
        }
    }

    @Test
    void shouldServeThreeNamesOnOnePort() throws Exception {
        try (Sluice sluice = Sluice.up(folder, "--config", Samples.path("tls-hosts"))) {
            assertThat(sluice.https("shop.example.com", "/")).contains("\"shop\"").endsWith("\n200 2");
            assertThat(sluice.https("api.example.com", "/")).contains("\"api\"").endsWith("\n200 2");
            assertThat(sluice.https("en.docs.example.com", "/")).startsWith("the docs").endsWith("\n200 2");
            assertThat(sluice.https("api.example.com", "/", "--tls-max", "1.2")).endsWith("\n000 0");
            assertThat(sluice.https("shop.example.com", "/", "--tls-max", "1.2")).endsWith("\n200 2");
            assertThat(sluice.https("shop.example.com", "/", "-H", "Host: api.example.com")).endsWith("\n421 2");
            assertThat(sluice.http("shop.example.com", "/cart?a=b", "-i")).contains("location: https://shop.example.com/cart?a=b")
                    .endsWith("\n301 1.1");
        }
    }

    @Test
    void shouldServeBookinfo() throws Exception {
        try (Sluice sluice = Sluice.up(folder, "--config", Samples.path("bookinfo"))) {
            String host = "bookinfo.example.com";
            assertThat(sluice.http(host, "/", "-i")).contains("location: http://bookinfo.example.com/productpage").endsWith("\n302 1.1");
            assertThat(sluice.http(host, "/productpage", "-i")).contains("x-served-by: bookinfo", "\"productpage\"");
            assertThat(sluice.http(host, "/api/v1/products/12")).endsWith("\n200 1.1");
            assertThat(sluice.http(host, "/api/v1/products/12x")).endsWith("\n404 1.1");
            assertThat(sluice.http(host, "/reviews/1", "-H", "end-user: jason")).contains("\"reviews-v2\"");
            assertThat(sluice.http(host, "/reviews/1")).containsAnyOf("\"reviews-v1\"", "\"reviews-v3\"");
            assertThat(sluice.http(host, "/ratings/1", "-H", "end-user: jason")).endsWith("\n500 1.1");
            assertThat(sluice.http(host, "/ratings/1")).contains("\"ratings\"").endsWith("\n200 1.1");
        }
    }
}
