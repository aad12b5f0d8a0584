package dev.sluice.perf;

import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.decide.Decider;
import dev.sluice.rules.decide.Decision;
import dev.sluice.rules.decide.Trail;
import dev.sluice.rules.match.HostTable;
import dev.sluice.rules.snapshot.RouteTable;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

/** One routing decision: virtual host, route, destination. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class DecideBenchmark {
    /** What requests ask for: a few routes again and again, all in the caches, or any route, so that memory counts. */
    public enum Access {
        RESIDENT, RANDOM
    }

    /** Hosts times paths. */
    @Param({"1x10", "100x10", "10x100", "10000x10", "100x1000"}) public String routes = "";

    @Param public Access access = Access.RESIDENT;

    private RouteTable table = new RouteTable("", HostTable.of(Map.of()), List.of());
    private Request[] requests = {};
    private int next;

    @Setup
    public void compile() {
        int times = routes.indexOf('x');
        int hosts = Integer.parseInt(routes.substring(0, times));
        int paths = Integer.parseInt(routes.substring(times + 1));
        table = World.table(new Compiler(NodeView.ingress(), false).compile(World.resources(hosts, paths), 1).snapshot());
        var chance = new Random(7); // always the same requests
        requests = new Request[access == Access.RESIDENT ? 16 : 1 << 17];
        for (int i = 0; i < requests.length; i++) {
            // A text of its own for each request, as a socket gives it: its hash is not known yet.
            requests[i] = new Request(new String(World.requestHost(chance.nextInt(hosts)).toCharArray()),
                    World.requestPath(chance.nextInt(paths)));
        }
    }

    @Benchmark
    public Decision decide() {
        next = next + 1 & requests.length - 1;
        return Decider.route(table, requests[next], bound -> 0, Trail.NONE);
    }
}
