package dev.sluice.rules.compile;

import dev.sluice.resources.VirtualService.HeaderOperations;
import dev.sluice.resources.VirtualService.Headers;
import dev.sluice.rules.model.HeaderMutation;
import dev.sluice.rules.model.HeaderMutation.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One level of header operations on one head, in the order in which Envoy does them: removes, overwrites, appends (RX-44). Pseudo-headers and
 * {@code host} are not among them.
 *
 * @param authority what is to become of the Host; null if nothing
 */
record HeaderLevel(List<String> removes, List<Write> sets, List<Write> adds, @Nullable String authority) {
    static final HeaderLevel NONE = new HeaderLevel(List.of(), List.of(), List.of(), null);

    static HeaderLevel request(@Nullable Headers headers) {
        return headers == null || headers.request() == null ? NONE : of(headers.request());
    }

    static HeaderLevel response(@Nullable Headers headers) {
        return headers == null || headers.response() == null ? NONE : of(headers.response());
    }

    private static HeaderLevel of(HeaderOperations operations) {
        var removes = operations.remove().stream().filter(name -> !isInternal(name)).map(name -> name.toLowerCase(Locale.ROOT)).toList();
        String authority = authority(operations.set());
        return new HeaderLevel(removes, writes(operations.set(), false), writes(operations.add(), true),
                authority != null ? authority : authority(operations.add()));
    }

    private static List<Write> writes(Map<String, String> values, boolean append) {
        var writes = new ArrayList<Write>();
        new TreeMap<>(values).forEach((name, value) -> {
            if (!isInternal(name)) writes.add(new Write(name.toLowerCase(Locale.ROOT), HeaderValueParser.parse(value), append));
        });
        return writes;
    }

    private static @Nullable String authority(Map<String, String> values) {
        String found = null;
        for (var one : new TreeMap<>(values).entrySet()) {
            boolean isAuthority = one.getKey().equalsIgnoreCase(":authority") || one.getKey().equalsIgnoreCase("host");
            if (isAuthority && !one.getValue().isEmpty()) found = one.getValue();
        }
        return found;
    }

    private static boolean isInternal(String name) {
        return name.startsWith(":") || name.equalsIgnoreCase("host");
    }

    HeaderMutation alone() {
        return joined(NONE);
    }

    /** This level and {@code more} as one level: what Istio makes of a route and its only destination. */
    HeaderMutation joined(HeaderLevel more) {
        var allRemoves = new ArrayList<>(removes);
        allRemoves.addAll(more.removes);
        var writes = new ArrayList<>(sets);
        writes.addAll(more.sets);
        writes.addAll(adds);
        writes.addAll(more.adds);
        return mutation(allRemoves, writes);
    }

    /** This level done whole, then {@code later} done whole: what Envoy does with a weighted destination and its route. */
    HeaderMutation then(HeaderLevel later) {
        var goneLater = new HashSet<>(later.removes);
        var writes = new ArrayList<Write>();
        for (Write write : sets) if (!goneLater.contains(write.name())) writes.add(write);
        for (Write write : adds) if (!goneLater.contains(write.name())) writes.add(write);
        writes.addAll(later.sets);
        writes.addAll(later.adds);
        var allRemoves = new ArrayList<>(removes);
        allRemoves.addAll(later.removes);
        return mutation(allRemoves, writes);
    }

    private static HeaderMutation mutation(List<String> removes, List<Write> writes) {
        return removes.isEmpty() && writes.isEmpty() ? HeaderMutation.NONE : new HeaderMutation(removes, writes);
    }
}
