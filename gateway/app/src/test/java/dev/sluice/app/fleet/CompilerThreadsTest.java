package dev.sluice.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompilerThreadsTest {
    private static final Path THREADS = Path.of("/proc/self/task");

    @Test
    void shouldLetAllOtherThreadsGoFirst() throws IOException {
        assumeThat(THREADS).as("threads are told by the kernel").isDirectory();

        CompilerThreads.giveWay();

        assertThat(nice(true)).isNotEmpty().containsOnly(CompilerThreads.NICE);
        assertThat(nice(false)).isNotEmpty().doesNotContain(CompilerThreads.NICE);
    }

    private static List<Integer> nice(boolean compilers) throws IOException {
        var found = new ArrayList<Integer>();
        try (var threads = Files.newDirectoryStream(THREADS)) {
            for (Path one : threads) {
                // The name stands in parentheses and may hold spaces; nice is the 19th field (proc_pid_stat(5)), the third is the first behind the name.
                String stat = Files.readString(one.resolve("stat"));
                String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                if (CompilerThreads.isCompiler(one) == compilers) found.add(Integer.parseInt(behindName[16]));
            }
        }
        return found;
    }
}
