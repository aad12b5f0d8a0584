package dev.sluice.resources.check;

import dev.sluice.resources.DestinationRule.Distribute;
import dev.sluice.resources.DestinationRule.Failover;
import dev.sluice.resources.DestinationRule.LocalityLb;
import dev.sluice.resources.DestinationRule.ZoneAwareLb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Load balancing by locality: {@code region/zone/subzone}, where a star may stand at the end. */
final class LocalityChecks {
    private static final Set<String> TOPOLOGY = Set.of("topology.kubernetes.io/region", "topology.kubernetes.io/zone",
            "topology.istio.io/subzone");

    private LocalityChecks() {}

    static void locality(Findings findings, String field, @Nullable LocalityLb setting, boolean outlier) {
        if (setting == null) return;
        if (!setting.distribute().isEmpty() && !setting.failover().isEmpty()) {
            findings.add(CheckCode.BAD_LOCALITY, field + ".failover", "distribute and failover exclude each other", "keep one of them");
        }
        if (!setting.failover().isEmpty()) {
            setting.failoverPriority().stream().filter(TOPOLOGY::contains).findFirst()
                    .ifPresent(label -> findings.add(CheckCode.BAD_LOCALITY, field + ".failoverPriority",
                            "'" + label + "' in failoverPriority and failover exclude each other", "keep one of them"));
        }
        for (int i = 0; i < setting.distribute().size(); i++)
            distribute(findings, field + ".distribute[" + i + "]", setting.distribute().get(i));
        overlaps(findings, field + ".distribute", setting.distribute().stream().map(Distribute::from).toList());
        failover(findings, field, setting.failover(), setting.failoverPriority(), outlier);
    }

    static void zoneAware(Findings findings, String field, @Nullable ZoneAwareLb setting, boolean outlier) {
        if (setting == null) return;
        setting.failoverPriority().stream().filter(TOPOLOGY::contains)
                .forEach(label -> findings.add(CheckCode.BAD_LOCALITY, field + ".failoverPriority",
                        "'" + label + "' is preferred by zone aware balancing itself", "remove it"));
        failover(findings, field, setting.failover(), setting.failoverPriority(), outlier);
    }

    private static void failover(Findings findings, String field, List<Failover> failover, List<String> priority, boolean outlier) {
        if ((!failover.isEmpty() || !priority.isEmpty()) && !outlier) {
            findings.add(CheckCode.FAILOVER_WITHOUT_OUTLIER, field,
                    "without outlierDetection failover has no effect: nobody notices that endpoints fail",
                    "add outlierDetection to the same policy");
        }
        for (int i = 0; i < failover.size(); i++) {
            Failover one = failover.get(i);
            String here = field + ".failover[" + i + "]";
            if (one.from().equals(one.to()))
                findings.add(CheckCode.BAD_LOCALITY, here + ".to", "region '" + one.to() + "' cannot stand in for itself");
            region(findings, here + ".from", one.from());
            region(findings, here + ".to", one.to());
        }
    }

    private static void region(Findings findings, String field, String region) {
        if (region.contains("/") || region.contains("*"))
            findings.add(CheckCode.BAD_LOCALITY, field, "'" + region + "' is not a region",
                    "the name of a region, without zone and wildcard");
    }

    private static void distribute(Findings findings, String field, Distribute distribute) {
        long sum = 0;
        for (String to : new TreeSet<>(distribute.to().keySet())) {
            Integer weight = distribute.to().get(to);
            if (weight == null) continue;
            if (weight < 1 || weight > 100)
                findings.add(CheckCode.BAD_LOCALITY, field + ".to[" + to + "]", "the share " + weight + " is outside 1..100");
            sum += weight;
        }
        if (sum != 100) findings.add(CheckCode.BAD_LOCALITY, field + ".to", "the shares sum up to " + sum + ", not to 100");
        overlaps(findings, field + ".to", List.copyOf(new TreeSet<>(distribute.to().keySet())));
    }

    private static void overlaps(Findings findings, String field, List<String> localities) {
        var seen = new ArrayList<String>();
        for (String locality : localities) {
            int star = locality.indexOf('*');
            if (star >= 0 && star != locality.length() - 1) {
                findings.add(CheckCode.BAD_LOCALITY, field, "'" + locality + "': a wildcard may stand at the end only");
            } else if (List.of(locality.split("/", -1)).contains("")) {
                findings.add(CheckCode.BAD_LOCALITY, field, "'" + locality + "' is not a locality",
                        "region, region/zone or region/zone/subzone");
            } else {
                seen.stream().filter(other -> within(locality, other) || within(other, locality)).findFirst()
                        .ifPresent(other -> findings.add(CheckCode.BAD_LOCALITY, field, "'" + locality + "' and '" + other + "' overlap"));
                seen.add(locality);
            }
        }
    }

    private static boolean within(String inner, String outer) {
        String wide = outer.endsWith("/*") ? outer.substring(0, outer.length() - 2) : outer;
        return wide.equals("*") || inner.equals(wide) || inner.startsWith(wide + "/");
    }
}
