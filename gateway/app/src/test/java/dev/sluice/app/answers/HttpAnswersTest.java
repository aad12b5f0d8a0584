package dev.sluice.app.answers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.dataplane.TlsMaterial;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HttpAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, String> BACKENDS = Map.of(17_001, "v1", 17_002, "v2", 17_003, "v3");
    /** A choice by weight or among endpoints is asked for again until it falls as it was recorded: three askings may have fallen alike. */
    private static final int ASKED_AT_MOST = 60;
    /** The response headers that were recorded. */
    private static final List<String> DOWN = List.of("x-backend", "x-upstream-secret", "location", "x-v", "x-direct", "x-a1", "x-s1",
            "access-control-allow-origin", "access-control-max-age", "access-control-allow-methods");
    /** The request headers that were recorded. */
    private static final List<String> UP = List.of("x-v", "x-user", "x-s1", "x-s2", "x-a1");

    @Test
    void shouldAnswerOverSocketsAsIstioDid() throws Exception {
        Corpus corpus = Corpus.named("answers");
        Differences known = Differences.of("answers");
        var differences = new ArrayList<String>();
        var unneeded = new TreeSet<>(known.reasons().keySet());
        int asked = 0;
        try (Gateway gateway = Gateway.start(80, 8081)) {
            Map<Integer, Integer> ports = Backends.start(gateway.vertx(), BACKENDS);
            for (String number : corpus.numbers()) {
                JsonNode recorded = corpus.answers(number);
                if (recorded.has("refused")) continue;
                gateway.apply(corpus.configuration(number, ports), TlsMaterial.NONE);
                int count = 0;
                for (JsonNode exchange : recorded.get("exchanges")) {
                    asked++;
                    String name = number + "/" + ++count;
                    String difference = askUntilAlike(gateway, exchange.get("request"), exchange.get("answer"));
                    if (difference.isEmpty()) continue;
                    if (known.knows(name)) unneeded.remove(name);
                    else
                        differences.add(
                                name + " " + exchange.get("request") + "\n    " + difference + "\n    recorded: " + exchange.get("answer"));
                }
            }
        }
        assertThat(asked).isGreaterThan(5_000);
        assertThat(differences).as("%d of %d answers differ", differences.size(), asked).isEmpty();
        assertThat(unneeded).as("exchanges that differences.yaml excuses and that do not differ").isEmpty();
    }

    @Test
    void shouldRefuseTheConfigurationsThatIstioRefused() {
        Corpus corpus = Corpus.named("answers");
        var accepted = new ArrayList<String>();
        int refused = 0;
        for (String number : corpus.numbers()) {
            JsonNode recorded = corpus.answers(number);
            boolean faulty = !Gateway.errors(corpus.configuration(number, Map.of())).isEmpty();
            if (recorded.has("refused")) refused++;
            if (faulty != recorded.has("refused"))
                accepted.add(number + ": Istio " + (faulty ? "accepted it" : "said " + recorded.get("refused").asText()));
        }
        assertThat(refused).isGreaterThan(10);
        assertThat(accepted).isEmpty();
    }

    private static String askUntilAlike(Gateway gateway, JsonNode request, JsonNode recorded) {
        var found = new TreeSet<String>();
        for (int i = 0; i < ASKED_AT_MOST; i++) {
            String difference = ask(gateway, request, recorded);
            if (difference.isEmpty()) return "";
            found.add(difference);
        }
        return found.toString();
    }

    private static String ask(Gateway gateway, JsonNode request, JsonNode recorded) {
        Map<String, String> headers = new TreeMap<>();
        request.get("headers").properties().forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
        try (Socket socket = gateway.connect(request.get("port").asInt())) {
            if (recorded.has("error")) return "something listens on the port";
            String method = request.get("method").asText();
            Wire.Answer answer = Wire.exchange(socket, method, request.get("path").asText(), request.get("host").asText(), headers);
            return difference(answer, recorded, method);
        } catch (ConnectException e) {
            return recorded.has("error") ? "" : "nothing listens on the port";
        } catch (IOException e) {
            return "failed: " + e;
        }
    }

    private static String difference(Wire.Answer mine, JsonNode recorded, String method) throws IOException {
        if (recorded.get("status").asInt() != mine.status()) return "status " + mine.status() + " " + mine.headers() + " " + mine.body();
        if (!recorded.path("down").isNull()) {
            for (String name : DOWN) {
                String wrong = wrong(recorded.path("down"), name, mine.headers().get(name));
                if (!wrong.isEmpty()) return "down " + wrong;
            }
        }
        if (has(recorded, "body") && !method.equals("HEAD") && !recorded.get("body").asText().equals(mine.body()))
            return "body " + mine.body();
        return recorded.has("path") || recorded.has("up") ? seen(JSON.readTree(mine.body()), recorded) : "";
    }

    private static String seen(JsonNode mine, JsonNode recorded) {
        // The recording's own upstream made one slash of many at the beginning of a path.
        String path = mine.path("path").asText().replaceFirst("^/+", "/");
        if (has(recorded, "path") && !recorded.get("path").asText().equals(path)) return "path " + path;
        if (has(recorded, "host") && !recorded.get("host").equals(mine.path("host"))) return "host " + mine.path("host");
        for (String name : UP) {
            String wrong = wrong(recorded.path("up"), name, mine.path("up").has(name) ? mine.path("up").get(name).asText() : null);
            if (!wrong.isEmpty()) return "up " + wrong;
        }
        return "";
    }

    private static String wrong(JsonNode recorded, String name, @org.jspecify.annotations.Nullable String mine) {
        JsonNode theirs = recorded.get(name);
        if (theirs != null && theirs.isNull()) return "";
        if (theirs == null) return mine == null ? "" : name + " is " + mine + " and should not be there";
        return theirs.asText().equals(mine) ? "" : name + " is " + mine;
    }

    private static boolean has(JsonNode node, String name) {
        return node.has(name) && !node.get(name).isNull();
    }
}
