package dev.sluice.dataplane.server;

import io.netty.util.ResourceLeakDetector;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A gateway in a process of its own, with little memory, in front of one endpoint. */
final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Prints the bound port, serves until its input ends. */
    public static void main(String[] arguments) throws IOException {
        try (var gateway = RunningGateway.with(Yaml.all(Integer.parseInt(arguments[0])))) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
            System.out.println(gateway.port(80));
            while (System.in.read() >= 0) {
                // Until the parent lets go.
            }
        }
    }

    static GatewayProcess before(int upstreamPort) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var builder = new ProcessBuilder(
                List.of(java, "-Xmx256m", "-XX:MaxDirectMemorySize=128m", "--enable-native-access=ALL-UNNAMED",
                        "-D" + RunningGateway.TRANSPORT + "=" + RunningGateway.transport(), "-cp",
                        classPath, GatewayProcess.class.getName(), Integer.toString(upstreamPort)));
        Process started = builder.redirectError(new File("/dev/null")).start();
        var out = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.US_ASCII));
        String line = out.readLine();
        if (line == null) throw new IOException("the gateway did not start: exit " + started.destroyForcibly());
        return new GatewayProcess(started, Integer.parseInt(line));
    }

    int port() {
        return port;
    }

    /** Resident memory in bytes. */
    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
        throw new IOException("no VmRSS");
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
