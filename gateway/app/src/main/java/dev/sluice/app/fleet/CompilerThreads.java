package dev.sluice.app.fleet;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JIT compilers' threads of this process. A node compiles for seconds after it is ready, and where there is no core to spare a request would wait for a compiler's
 * turn to end, some milliseconds.
 */
final class CompilerThreads {
    /**
     * A third of a core's time beside an event loop that is busy, all of it beside one that is not, and a loop that wakes goes first. (Measured on one core with a fresh
     * process at 4,000 requests/s, at 10 instead of 5: p99 of 0.8 ms instead of 3.4.)
     */
    static final int NICE = 5;
    private static final Logger LOG = LoggerFactory.getLogger(CompilerThreads.class);
    private static final Path THREADS = Path.of("/proc/self/task");
    /** PRIO_PROCESS of setpriority(2), which takes a thread on Linux. */
    private static final int ONE_THREAD = 0;

    private CompilerThreads() {}

    /** Lets whoever serves go first from now on. Without effect where this is not Linux, or forbidden: it is a courtesy. Waits for the kernel's files. */
    static void giveWay() {
        if (!Files.isDirectory(THREADS)) return;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            MethodHandle setPriority = setPriority();
            for (Path thread : threads) {
                if (isCompiler(thread)
                        && (int) setPriority.invokeExact(ONE_THREAD, Integer.parseInt(thread.getFileName().toString()), NICE) != 0)
                    LOG.debug("the priority of {} cannot be changed", thread);
            }
        } catch (Throwable cannot) {
            LOG.debug("the priority of the compilers' threads cannot be changed: {}", cannot.toString());
        }
    }

    static boolean isCompiler(Path thread) throws IOException {
        String name = Files.readString(thread.resolve("comm"));
        return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
    }

    @SuppressWarnings("restricted") // bin/sluice allows native access, which Netty needs as well
    private static MethodHandle setPriority() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }
}
