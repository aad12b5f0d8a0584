package dev.sluice.resources.check;

import dev.sluice.resources.ServiceEntry.WorkloadLabels;
import dev.sluice.resources.WorkloadSelector;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Labels and the selectors that match them. */
final class LabelChecks {
    private LabelChecks() {}

    static void labels(Findings findings, String field, Map<String, String> labels) {
        new TreeMap<>(labels).forEach((key, value) -> {
            if (!Names.isLabelKey(key))
                findings.add(CheckCode.BAD_LABEL, field + "[" + key + "]", "'" + key + "' cannot be the key of a label");
            if (!Names.isLabelValue(value))
                findings.add(CheckCode.BAD_LABEL, field + "[" + key + "]", "'" + value + "' cannot be the value of a label");
        });
    }

    static void selector(Findings findings, String field, @Nullable WorkloadSelector selector) {
        if (selector != null) selector(findings, field, field + ".matchLabels", selector.matchLabels());
    }

    static void selector(Findings findings, String field, @Nullable WorkloadLabels selector) {
        if (selector != null) selector(findings, field, field + ".labels", selector.labels());
    }

    private static void selector(Findings findings, String field, String labelsField, Map<String, String> labels) {
        if (labels.isEmpty()) {
            findings.add(CheckCode.EMPTY_SELECTOR, field, "the selector has no labels, so that it selects every workload of the namespace",
                    "name labels, or leave the selector out to say the same plainly");
        }
        new TreeMap<>(labels).forEach((key, value) -> {
            if (key.isEmpty()) findings.add(CheckCode.SELECTOR_WILDCARD, labelsField, "a label has an empty key");
            if (key.contains("*") || value.contains("*")) {
                findings.add(CheckCode.SELECTOR_WILDCARD, labelsField + "[" + key + "]", "'" + key + ": " + value + "' has a wildcard",
                        "selectors compare labels exactly; leave the selector out to select everything");
            }
        });
    }
}
