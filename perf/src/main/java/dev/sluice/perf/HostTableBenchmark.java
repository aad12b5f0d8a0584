package dev.sluice.perf;

import dev.sluice.rules.match.HostTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One host of many comes, changes or goes: a wildcard each time, of which every fourth host is one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
public class HostTableBenchmark {
    @Param({"10000", "100000"}) public int hosts;

    private HostTable<Integer> table = HostTable.of(Map.of());
    private int count;

    @Setup
    public void fill() {
        var all = new HashMap<String, Integer>();
        for (int i = 0; i < hosts; i++) all.put(host(i), i);
        table = HostTable.of(all);
    }

    private static String host(int number) {
        return (number % 4 == 0 ? "*.h" : "h") + number + ".example.com";
    }

    @Benchmark
    public HostTable<Integer> changeOneWildcard() {
        count = (count + 4) % hosts;
        table = table.with(Map.of(host(count), count), List.of());
        return table;
    }

    @Benchmark
    public HostTable<Integer> addAndRemoveOneWildcard() {
        return table.with(Map.of("*.another.example.org", 1), List.of()).with(Map.of(), List.of("*.another.example.org"));
    }
}
