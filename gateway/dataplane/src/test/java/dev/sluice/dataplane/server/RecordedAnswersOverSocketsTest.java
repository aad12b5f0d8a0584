package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The recorded answers of a real Istio with a real Envoy, asked of this data plane over sockets, one configuration swapped in after the other. */
class RecordedAnswersOverSocketsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A choice by weight or among endpoints is asked for again until it falls as it was recorded. */
    private static final int ASKED_AT_MOST = 60;
    private static final List<String> DOWN = List.of("x-backend", "x-upstream-secret", "location", "x-v", "x-direct", "x-a1", "x-s1",
            "access-control-allow-origin", "access-control-max-age", "access-control-allow-methods");
    private static final List<String> UP = List.of("x-v", "x-user", "x-s1", "x-s2", "x-a1");

    @Test
    void shouldAnswerAsIstioDid() throws Exception {
        Path folder = corpus();
        assumeTrue(folder != null, "SKIPPED: SLUICE_CORPORA does not hold the recorded answers");
        var differences = new ArrayList<String>();
        int asked = 0;
        try (var v1 = backend("v1");
                var v2 = backend("v2");
                var v3 = backend("v3");
                var gateway = new RunningGateway(Duration.ZERO, Duration.ofSeconds(5));
                var files = Files.list(Objects.requireNonNull(folder))) {
            var backends = Map.of("v1", v1, "v2", v2, "v3", v3);
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).sorted().toList()) {
                JsonNode recorded = JSON.readTree(Files.readString(Path.of(file.toString().replace(".yaml", ".answers.json"))));
                if (recorded.has("refused")) continue;
                gateway.apply(Files.readString(file).replace("17001", "" + v1.port()).replace("17002", "" + v2.port()).replace("17003",
                        "" + v3.port()));
                for (JsonNode exchange : recorded.get("exchanges")) {
                    asked++;
                    String difference = difference(gateway, backends, exchange.get("request"), exchange.get("answer"));
                    if (!difference.isEmpty())
                        differences.add(file.getFileName() + " " + exchange.get("request") + ": " + difference + " in " + exchange.get(
                                "answer"));
                }
            }
        }
        assertThat(asked).isGreaterThan(5000);
        assertThat(differences).isEmpty();
    }

    private static @Nullable Path corpus() {
        String corpora = System.getenv("SLUICE_CORPORA");
        if (corpora == null) return null;
        Path folder = Path.of(corpora, "istio", "answers");
        return Files.isDirectory(folder) ? folder : null;
    }

    private static Upstream backend(String name) {
        return new Upstream((request, in, out) -> {
            Upstream.readBody(request, in);
            out.write(("HTTP/1.1 200 OK\r\nx-backend: " + name + "\r\nx-upstream-secret: s3cret\r\ncontent-length: 0\r\n\r\n").getBytes(
                    StandardCharsets.US_ASCII));
            out.flush();
            return true;
        });
    }

    private static String difference(RunningGateway gateway, Map<String, Upstream> backends, JsonNode request, JsonNode recorded)
            throws IOException {
        int port = request.get("port").asInt();
        if (recorded.has("error")) return gateway.listens(port) ? "something listens" : "";
        if (!gateway.listens(port)) return "nothing listens";
        var found = new TreeSet<String>();
        for (int i = 0; i < ASKED_AT_MOST; i++) {
            String difference = ask(gateway.port(port), backends, request, recorded);
            if (difference.isEmpty()) return "";
            found.add(difference);
        }
        return found.toString();
    }

    private static String ask(int port, Map<String, Upstream> backends, JsonNode request, JsonNode recorded) throws IOException {
        String method = request.get("method").asText();
        var text = new StringBuilder(method + " " + request.get("path").asText() + " HTTP/1.1\r\nHost: " + request.get("host").asText()
                + "\r\nConnection: close\r\n");
        request.get("headers").properties()
                .forEach(field -> text.append(field.getKey()).append(": ").append(field.getValue().asText()).append("\r\n"));
        text.append(method.equals("POST") || method.equals("PUT") ? "Content-Length: 4\r\n\r\nbody" : "\r\n");
        RawClient.Response answer;
        try (var client = new RawClient(port)) {
            answer = client.send(text.toString()).response(method.equals("HEAD"));
        }
        if (known(recorded, "status") && answer.status() != recorded.get("status").asInt()) return "status " + answer.status();
        if (known(recorded, "body") && !method.equals("HEAD") && !answer.body().equals(recorded.get("body").asText()))
            return "body " + answer.body();
        String down = difference(fields(answer.head(), DOWN), recorded.get("down"));
        if (!down.isEmpty()) return "down " + down;
        Upstream asked = known(recorded, "backend") ? backends.get(recorded.get("backend").asText()) : null;
        return asked == null ? "" : upstreamDifference(asked.last(), recorded);
    }

    private static String upstreamDifference(Upstream.Request seen, JsonNode recorded) {
        String path = seen.line().split(" ")[1];
        // The recording server's library makes one slash of many at the beginning of a path.
        if (path.startsWith("//")) path = "/" + path.replaceFirst("^/+", "");
        if (known(recorded, "path") && !path.equals(recorded.get("path").asText())) return "path " + path;
        if (known(recorded, "host") && !seen.field("host").equals(recorded.get("host").get(0).asText()))
            return "host " + seen.field("host");
        String up = difference(fields(seen.text(), UP), recorded.get("up"));
        return up.isEmpty() ? "" : "up " + up;
    }

    private static boolean known(JsonNode node, String name) {
        return node.has(name) && !node.get(name).isNull();
    }

    private static TreeMap<String, String> fields(String head, List<String> names) {
        var found = new TreeMap<String, String>();
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon);
            if (names.contains(name)) found.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + "," + b);
        }
        return found;
    }

    private static String difference(Map<String, String> mine, @Nullable JsonNode recorded) {
        if (recorded == null || recorded.isNull()) return "";
        var names = new TreeSet<>(mine.keySet());
        recorded.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode value = recorded.get(name);
            if (value != null && value.isNull()) continue;
            String theirs = value == null ? "" : value.asText();
            if (!mine.getOrDefault(name, "").equals(theirs)) return name + " \"" + mine.get(name) + "\"";
        }
        return "";
    }
}
