package dev.sluice.admin.store.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL server of the tests' own, in a folder of its own, on a free port. One for all tests of the JVM. */
final class PostgresCluster {
    private static @org.jspecify.annotations.Nullable PostgresCluster shared;

    private final Path binaries;
    private final Path folder;
    private final int port;
    private int databases;

    private PostgresCluster(Path binaries, Path folder, int port) {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test, loudly, where no server is installed. */
    static synchronized PostgresCluster running() {
        Optional<Path> binaries = binaries();
        if (binaries.isEmpty()) {
            System.err
                    .println("SKIPPED: no PostgreSQL server found (package postgresql); the store on PostgreSQL is NOT proven by this run");
            Assumptions.abort("no PostgreSQL server found");
        }
        if (shared == null) shared = start(binaries.orElseThrow());
        return shared;
    }

    private static Optional<Path> binaries() {
        var folders = new ArrayList<Path>();
        for (String entry : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (!entry.isEmpty()) folders.add(Path.of(entry));
        }
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.reverseOrder()).forEach(version -> folders.add(version.resolve("bin")));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return folders.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("initdb")) && Files.isExecutable(folder.resolve("pg_ctl"))).findFirst();
    }

    private static PostgresCluster start(Path binaries) {
        try {
            int port;
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = socket.getLocalPort();
            }
            Path folder = Files.createTempDirectory("sluice-postgres");
            if (isRoot()) run(List.of("chown", "postgres", folder.toString()));
            var cluster = new PostgresCluster(binaries, folder, port);
            run(asOwner(binaries.resolve("initdb").toString(), "-D", folder + "/data", "-U", "sluice", "-A", "trust", "-E", "UTF8",
                    "--locale=C", "-N"));
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop));
            run(asOwner(binaries.resolve("pg_ctl").toString(), "-D", folder + "/data", "-w", "-l", folder + "/log", "-o",
                    "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1 -c max_connections=60", "start"));
            return cluster;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isRoot() { return System.getProperty("user.name").equals("root"); }

    /** PostgreSQL refuses to run as root. */
    private static List<String> asOwner(String... command) {
        var whole = new ArrayList<String>();
        if (isRoot()) whole.addAll(List.of("runuser", "-u", "postgres", "--"));
        whole.addAll(List.of(command));
        return whole;
    }

    private static void run(List<String> command) {
        try {
            Path output = Files.createTempFile("sluice-postgres", ".out");
            Process process = new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " failed: " + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** The URL of a new, empty database. */
    synchronized String newDatabase() throws SQLException {
        String name = "sluice_" + ++databases;
        try (Connection connection = DriverManager.getConnection(url("postgres")); Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return url(name);
    }

    int port() {
        return port;
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=sluice";
    }

    /** As a crash would: no time to say goodbye. */
    void restart() {
        run(asOwner(binaries.resolve("pg_ctl").toString(), "-D", folder + "/data", "-w", "-m", "immediate", "stop"));
        run(asOwner(binaries.resolve("pg_ctl").toString(), "-D", folder + "/data", "-w", "-l", folder + "/log", "-o",
                "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1 -c max_connections=60", "start"));
    }

    private void stop() {
        run(asOwner(binaries.resolve("pg_ctl").toString(), "-D", folder + "/data", "-w", "-m", "immediate", "stop"));
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            System.err.println("left behind: " + folder);
        }
    }
}
