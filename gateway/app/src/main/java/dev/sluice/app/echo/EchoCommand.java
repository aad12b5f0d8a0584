package dev.sluice.app.echo;

import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.Signals;
import dev.sluice.app.options.Port;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice echo}. */
@Command(name = "echo", description = "A small test upstream: answers each request with JSON {name, method, path, host, headers}.%n", footer = {
        "%nExamples:", "  sluice echo --port 9001 --name v1 --bind 127.0.0.1",
        "  curl -H 'x-echo: body' -d hello http://127.0.0.1:9001/   (sends the body back)"})
public final class EchoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", converter = Port.class, defaultValue = "9001", description = "TCP port; 0 takes any that is free. Default: ${DEFAULT-VALUE}.") private int port;

    @Option(names = "--name", defaultValue = "echo", description = "What it calls itself. Default: ${DEFAULT-VALUE}.") private String name = "echo";

    @Option(names = "--bind", defaultValue = "127.0.0.1", paramLabel = "ADDR", description = "Address to listen on. Default: ${DEFAULT-VALUE}.") private String bind = "127.0.0.1";

    @Override
    public Integer call() throws InterruptedException {
        var stop = new CountDownLatch(1);
        Signals.on("TERM", stop::countDown);
        Signals.on("INT", stop::countDown);
        Vertx vertx = Vertx.vertx();
        try {
            EchoServer server = EchoServer.start(vertx, name, bind, port).toCompletionStage().toCompletableFuture().get();
            spec.commandLine().getOut().println("echo " + name + " listens on http://" + bind + ":" + server.port());
            stop.await();
            return Exit.OK;
        } catch (ExecutionException e) {
            throw new Failure("cannot listen on " + bind + ":" + port + ": " + e.getMessage(), e);
        } finally {
            vertx.close();
        }
    }
}
