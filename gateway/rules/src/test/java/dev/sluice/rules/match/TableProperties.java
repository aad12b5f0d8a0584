package dev.sluice.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TableProperties {
    @Property(tries = 500)
    void shouldHoldWhatAMapHoldsAfterAnyChanges(@ForAll List<@net.jqwik.api.From("changes") Map<String, Integer>> puts,
            @ForAll List<@net.jqwik.api.From("names") Set<String>> removes) {
        var table = StringTable.<Integer>empty();
        var map = new HashMap<String, Integer>();
        for (int i = 0; i < Math.max(puts.size(), removes.size()); i++) {
            Map<String, Integer> put = i < puts.size() ? puts.get(i) : Map.of();
            Set<String> gone = i < removes.size() ? removes.get(i) : Set.of();
            table = table.with(put, gone);
            map.keySet().removeAll(gone);
            map.putAll(put);
            assertThat(table).isEqualTo(map).hasSize(map.size());
            for (String key : map.keySet()) assertThat(table.find("<" + key + ">", 1, key.length() + 1)).isEqualTo(map.get(key));
        }
    }

    @Property(tries = 500)
    void shouldFindTheMostSpecificPattern(@ForAll("patterns") Set<String> patterns, @ForAll("hosts") String host) {
        var byPattern = new HashMap<String, String>();
        for (String pattern : patterns) byPattern.put(pattern, pattern);

        String found = HostTable.of(byPattern).find(host);

        assertThat(found).isEqualTo(HostPattern.mostSpecific(host,
                patterns.stream().filter(one -> one.equals("*") || one.length() - 1 < host.length() || one.equals(host))::iterator));
    }

    @Property(tries = 500)
    void shouldFindAfterAnyChangesWhatAFreshTableFinds(@ForAll List<@net.jqwik.api.From("patterns") Set<String>> puts,
            @ForAll List<@net.jqwik.api.From("patterns") Set<String>> removes, @ForAll("hosts") String host) {
        var table = HostTable.<String>of(Map.of());
        var map = new HashMap<String, String>();
        for (int i = 0; i < Math.max(puts.size(), removes.size()); i++) {
            var put = new HashMap<String, String>();
            if (i < puts.size()) for (String pattern : puts.get(i)) put.put(pattern, pattern + i);
            Set<String> gone = i < removes.size() ? removes.get(i) : Set.of();
            table = table.with(put, gone);
            map.keySet().removeAll(gone);
            map.putAll(put);
            assertThat(table.find(host)).isEqualTo(HostTable.of(map).find(host));
            assertThat(table.size()).isEqualTo(map.size());
        }
    }

    @Provide
    Arbitrary<Map<String, Integer>> changes() {
        return Arbitraries.maps(Arbitraries.integers().between(0, 300).map(number -> "host-" + number), Arbitraries.integers())
                .ofMaxSize(120);
    }

    @Provide
    Arbitrary<Set<String>> names() {
        return Arbitraries.integers().between(0, 300).map(number -> "host-" + number).set().ofMaxSize(60);
    }

    @Provide
    Arbitrary<Set<String>> patterns() {
        return Arbitraries.of("*", "*.test", "a.test", "*.a.test", "b.a.test", "*-x.test", "*.b.a.test", "other").set();
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of("a.test", "b.a.test", "c.b.a.test", "q-x.test", "test", "other", "x.test", "none.example", "");
    }
}
