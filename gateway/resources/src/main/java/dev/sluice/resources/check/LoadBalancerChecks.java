package dev.sluice.resources.check;

import dev.sluice.resources.DestinationRule.ConsistentHash;
import dev.sluice.resources.DestinationRule.CookieAttribute;
import dev.sluice.resources.DestinationRule.HashAlgorithm;
import dev.sluice.resources.DestinationRule.HashKey;
import dev.sluice.resources.DestinationRule.HttpCookie;
import dev.sluice.resources.DestinationRule.LbPolicy;
import dev.sluice.resources.DestinationRule.LoadBalancer;
import dev.sluice.resources.DestinationRule.OutlierDetection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Load balancing. */
final class LoadBalancerChecks {
    private static final long MAGLEV_MOST = 5_000_011;

    private LoadBalancerChecks() {}

    static void check(Findings findings, String field, @Nullable LoadBalancer balancer, @Nullable OutlierDetection outlier) {
        if (balancer == null) return;
        if (balancer.policy() instanceof LbPolicy.Hash hash) hash(findings, field + ".consistentHash", hash.consistentHash());
        if (balancer.localityLbSetting() != null && balancer.zoneAwareLbSetting() != null) {
            findings.add(CheckCode.LOCALITY_TWICE, field + ".zoneAwareLbSetting",
                    "localityLbSetting and zoneAwareLbSetting exclude each other", "keep one of them");
        }
        LocalityChecks.locality(findings, field + ".localityLbSetting", balancer.localityLbSetting(), outlier != null);
        LocalityChecks.zoneAware(findings, field + ".zoneAwareLbSetting", balancer.zoneAwareLbSetting(), outlier != null);
        if (balancer.warmup() != null && balancer.warmup().aggression() != null && balancer.warmup().aggression() <= 0) {
            findings.add(CheckCode.BAD_WARMUP, field + ".warmup.aggression", "the aggression must be above 0", "1 is linear");
        }
        if (balancer.warmup() != null && balancer.warmupDurationSecs() != null) {
            findings.add(CheckCode.WARMUP_TWICE, field + ".warmupDurationSecs", "warmup and its older form are both written; warmup counts",
                    "remove warmupDurationSecs");
        }
    }

    private static void hash(Findings findings, String field, ConsistentHash hash) {
        if (hash.key() instanceof HashKey.Cookie cookie) cookie(findings, field + ".httpCookie", cookie.httpCookie());
        if (hash.minimumRingSize() != null && hash.minimumRingSize() != 0) {
            if (hash.algorithm() != null) {
                findings.add(CheckCode.HASH_TWICE, field + ".minimumRingSize", "minimumRingSize cannot stand beside ringHash or maglev",
                        "write ringHash: {minimumRingSize: N}");
            } else {
                findings.add(CheckCode.OLD_RING_SIZE, field + ".minimumRingSize", "minimumRingSize is deprecated here",
                        "write ringHash: {minimumRingSize: " + hash.minimumRingSize() + "}");
            }
        }
        if (hash.algorithm() instanceof HashAlgorithm.Maglev maglev) maglev(findings, field + ".maglev", maglev.maglev().tableSize());
    }

    private static void cookie(Findings findings, String field, HttpCookie cookie) {
        if (cookie.name().isEmpty()) findings.add(CheckCode.BAD_COOKIE, field + ".name", "the cookie has no name");
        Set<String> seen = new HashSet<>();
        List<CookieAttribute> attributes = cookie.attributes();
        for (int i = 0; i < attributes.size(); i++) {
            String name = attributes.get(i).name();
            String here = field + ".attributes[" + i + "].name";
            if (name.isEmpty()) {
                findings.add(CheckCode.BAD_COOKIE, here, "the attribute has no name");
            } else if (!seen.add(name)) {
                findings.add(CheckCode.BAD_COOKIE, here, "the attribute '" + name + "' stands there twice", "remove one");
            }
        }
    }

    private static void maglev(Findings findings, String field, @Nullable Long size) {
        if (size == null || size == 0) {
            findings.add(CheckCode.BAD_MAGLEV, field + ".tableSize", "the table has no size", "65537 is Envoy's default");
        } else if (size >= MAGLEV_MOST) {
            findings.add(CheckCode.BAD_MAGLEV, field + ".tableSize", size + " is not below " + MAGLEV_MOST, "65537 is Envoy's default");
        } else if (!isPrime(size)) {
            findings.add(CheckCode.BAD_MAGLEV, field + ".tableSize", size + " is not a prime number", "65537 is Envoy's default");
        }
    }

    /** One passes, as with Envoy. */
    private static boolean isPrime(long number) {
        if (number < 4) return true;
        for (long factor = 2; factor * factor <= number; factor++) {
            if (number % factor == 0) return false;
        }
        return true;
    }
}
