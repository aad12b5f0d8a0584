package dev.sluice.rules.endpoints;

import java.util.List;
import java.util.Map;

/** What resolving said, by lower-case name; a name without an answer is absent. Addresses are IP literals. */
public record DnsAnswers(Map<String, List<String>> byName) {
    public static final DnsAnswers NONE = new DnsAnswers(Map.of());

    public DnsAnswers {
        byName = Map.copyOf(byName);
    }
}
