package dev.sluice.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads a stream of JSON lines as a client does, on a thread of its own. */
final class NodeStream implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode END = JSON.createObjectNode();
    private final InputStream body;
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    /** What the client holds, by kind/namespace/name. */
    final Map<String, JsonNode> held = new TreeMap<>();

    NodeStream(InputStream body) {
        this.body = body;
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (var lines = new java.io.BufferedReader(new java.io.InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) events.add(JSON.readTree(line));
        } catch (java.io.IOException closed) {
            // the stream ends
        }
        events.add(END);
    }

    JsonNode next() throws InterruptedException {
        JsonNode event = events.poll(10, TimeUnit.SECONDS);
        if (event == null || event.equals(END)) throw new AssertionError(event == null ? "no event within 10 s" : "the stream has ended");
        return event;
    }

    boolean ends() throws InterruptedException {
        JsonNode event = events.poll(10, TimeUnit.SECONDS);
        return event != null && event.equals(END);
    }

    /** Events up to the next BOOKMARK, applied to {@link #held}; the bookmark is the last. */
    List<JsonNode> transaction() throws InterruptedException {
        var all = new ArrayList<JsonNode>();
        while (true) {
            JsonNode event = next();
            all.add(event);
            JsonNode object = event.path("object");
            switch (event.path("type").asText()) {
                case "BOOKMARK" -> {
                    return all;
                }
                case "DELETED" -> held.remove(name(object));
                default -> held.put(name(object), object);
            }
        }
    }

    static String name(JsonNode object) {
        return object.path("kind").asText() + "/" + object.path("metadata").path("namespace").asText() + "/"
                + object.path("metadata").path("name").asText();
    }

    /** Over {@link #held}, reckoned independently of the server. */
    String digest() throws Exception {
        BigInteger sum = BigInteger.ZERO;
        for (Map.Entry<String, JsonNode> one : held.entrySet()) {
            JsonNode metadata = one.getValue().path("metadata");
            String text = one.getKey() + "/" + metadata.path("uid").asText() + "/" + metadata.path("resourceVersion").asText();
            sum = sum.add(new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8))));
        }
        return String.format("%064x", sum.mod(BigInteger.ONE.shiftLeft(256)));
    }

    static List<String> summary(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText() + " " + name(event.path("object")))
                .filter(text -> !text.startsWith("BOOKMARK")).sorted().toList();
    }

    @Override
    public void close() throws java.io.IOException {
        body.close();
    }
}
