package dev.sluice.app.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.TreeMap;
import java.util.Map;

/** Where we mean to answer otherwise than Istio did: {@code differences.yaml} beside this class, each with its reason. */
record Differences(Map<String, String> reasons) {
    static Differences of(String corpus) {
        var reasons = new TreeMap<String, String>();
        try (InputStream file = Differences.class.getResourceAsStream("differences.yaml")) {
            for (JsonNode one : new YAMLMapper().readTree(file).path(corpus)) {
                for (JsonNode exchange : one.path("exchanges")) reasons.put(exchange.asText(), one.path("reason").asText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Differences(reasons);
    }

    /** @param exchange {@code 017/3}: the configuration's number and the request's, counted from 1 */
    boolean knows(String exchange) {
        return reasons.containsKey(exchange);
    }
}
