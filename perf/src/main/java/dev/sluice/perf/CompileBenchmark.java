package dev.sluice.perf;

import dev.sluice.rules.compile.Compilation;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import java.util.List;
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

/** A change of one VirtualService: the new set of resources, the new snapshot, and what is to be said about it. */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(value = 1, jvmArgsAppend = {"-Xms3g", "-Xmx3g"})
public class CompileBenchmark {
    private static final int PATHS = 10;

    @Param({"100", "10000"}) public int virtualServices;

    private final Compiler compiler = new Compiler(NodeView.ingress(), false);
    private ResourceSet resources = ResourceSet.of(List.of());
    private long revision;

    @Setup
    public void compileAll() {
        resources = World.resources(virtualServices, PATHS);
        compiler.compile(resources, ++revision);
    }

    @Benchmark
    public Compilation changeOne() {
        int which = (int) (revision * 7919 % virtualServices);
        var changed = World.virtualService(which, PATHS, revision % 2 == 0 ? "upstream.mesh" : "other.mesh");
        resources = resources.with(List.of(changed), List.of());
        return compiler.compile(resources, ++revision);
    }
}
