package dev.sluice.rules.endpoints;

import java.util.Map;

/**
 * One place where a cluster's service runs.
 *
 * @param address an IP literal, or an absolute path of a Unix socket ({@code port} 0)
 * @param weight at least 1
 * @param locality {@code region/zone/subzone}; empty if unknown
 */
public record Endpoint(String address, int port, int weight, Map<String, String> labels, String locality) {
    public Endpoint {
        labels = Map.copyOf(labels);
    }

    @Override
    public String toString() {
        return port == 0 ? "unix:" + address : address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
    }
}
