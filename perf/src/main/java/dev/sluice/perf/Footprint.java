package dev.sluice.perf;

import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.snapshot.Snapshot;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Memory per route, read off the heap after full collections: {@code java -cp perf/target/benchmarks.jar dev.sluice.perf.Footprint [HOSTS PATHS]}. */
public final class Footprint {
    private static final List<Object> HELD = new ArrayList<>();

    private Footprint() {}

    public static void main(String[] args) {
        int hosts = args.length < 2 ? 10_000 : Integer.parseInt(args[0]);
        int paths = args.length < 2 ? 10 : Integer.parseInt(args[1]);
        int routes = hosts * paths;
        PrintStream out = System.out;
        long empty = used();
        HELD.add(World.resources(hosts, paths));
        long withResources = used();
        compile((ResourceSet) HELD.getFirst());
        long withAll = used();
        HELD.removeIf(one -> !(one instanceof Snapshot));
        long snapshotAlone = used();
        out.printf("%,d routes on %,d hosts%n", routes, hosts);
        out.printf("resources             %,6d bytes a route%n", (withResources - empty) / routes);
        out.printf("all that a node holds %,6d bytes a route%n", (withAll - empty) / routes);
        out.printf("the snapshot alone    %,6d bytes a route%n", (snapshotAlone - empty) / routes);
        if (HELD.size() != 1) throw new IllegalStateException("nothing was measured");
    }

    private static void compile(ResourceSet resources) {
        var compiler = new Compiler(NodeView.ingress(), false);
        HELD.add(compiler);
        HELD.add(compiler.compile(resources, 1).snapshot());
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
