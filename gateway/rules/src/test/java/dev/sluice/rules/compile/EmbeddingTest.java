package dev.sluice.rules.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.sluice.resources.Resource;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sidecar can embed the engine: these modules and RE2/J, and nothing else on the class path. */
class EmbeddingTest {
    private static final String CONSUMER = """
            import dev.sluice.resources.Gateway;
            import dev.sluice.resources.Metadata;
            import dev.sluice.resources.VirtualService;
            import dev.sluice.rules.compile.Compiler;
            import dev.sluice.rules.compile.NodeView;
            import dev.sluice.rules.compile.ResourceSet;
            import dev.sluice.rules.endpoints.DnsAnswers;
            import dev.sluice.rules.endpoints.EndpointAssembler;
            import dev.sluice.rules.explain.Explainer;
            import dev.sluice.rules.explain.ExplainRequest;
            import java.util.List;
            import java.util.Map;

            class Consumer {
                public static void main(String[] args) {
                    var server = new Gateway.Server(new Gateway.Port(80, "HTTP", "http", null), "", List.of("*"), null, "", "");
                    var gateway = new Gateway(Metadata.of("default", "gw"), new Gateway.Spec(Map.of(), List.of(server)));
                    var redirect = new VirtualService.HttpRedirect("/moved", "", "", null, "", 308);
                    var route = new VirtualService.HttpRoute("", List.of(), List.of(), redirect, null, null, null, null, null, null, null, List.of(), null, null, null, null);
                    var service = new VirtualService(Metadata.of("default", "a"), new VirtualService.Spec(List.of("a.test"), List.of("gw"), List.of(route), List.of(), List.of(), List.of()));
                    var set = ResourceSet.of(List.of(gateway, service));
                    var view = NodeView.ingress();
                    var compiled = new Compiler(view, false).compile(set, 1);
                    var snapshot = compiled.snapshot();
                    var endpoints = EndpointAssembler.assemble(set, snapshot.clusters().values(), DnsAnswers.NONE);
                    var request = new ExplainRequest("http", "a.test", 80, "GET", "/x", Map.of(), null, null, null);
                    System.out.println(Explainer.explain(set, view, compiled, endpoints, request).destination());
                }
            }
            """;

    @Test
    void shouldDecideWithNothingElseOnTheClassPath(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("Consumer.java"), CONSUMER);
        String classPath = String.join(File.pathSeparator,
                Stream.of(Compiler.class, Resource.class, Pattern.class).map(EmbeddingTest::origin).toList());
        var java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
                source.toString()).redirectErrorStream(true).start();

        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(List.of(output.strip().split("\\R"))).endsWith("http://a.test/moved");
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (java.net.URISyntaxException unusable) {
            throw new IllegalStateException(unusable);
        }
    }
}
