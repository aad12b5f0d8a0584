package dev.sluice.dataplane.server;

import dev.sluice.dataplane.DataPlaneSettings;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Ends a data plane without breaking what is under way: delay, no more connections, last answers, deadline. */
final class Drain {
    private static final long LOOK_MILLIS = 50;
    /** For handshakes that have begun: the last step of one may be as long on its way. */
    private static final long HANDSHAKES_MILLIS = 500;

    private final List<Worker> workers;
    private final DataPlaneSettings settings;
    private @Nullable CompletableFuture<Integer> running;

    Drain(List<Worker> workers, DataPlaneSettings settings) {
        this.workers = workers;
        this.settings = settings;
    }

    /** Closes the listening sockets; the future is done when they are. */
    interface Closing {
        Future<?> begin();
    }

    /**
     * Once; a second call waits for the first.
     *
     * @param refuseNewcomers no connection begins any more, those that have are still taken
     */
    synchronized CompletionStage<Integer> begin(Runnable refuseNewcomers, Closing close) {
        CompletableFuture<Integer> already = running;
        if (already != null) return already;
        var done = new CompletableFuture<Integer>();
        running = done;
        EventLoop timer = workers.getFirst().loop();
        timer.schedule(() -> {
            refuseNewcomers.run();
            for (Worker one : workers) one.loop().execute(one::drain);
            long deadline = timer.ticker().nanoTime() + settings.drainDeadline().toNanos();
            timer.schedule(() -> look(timer, deadline, close.begin(), done), HANDSHAKES_MILLIS, TimeUnit.MILLISECONDS);
        }, settings.drainDelay().toNanos(), TimeUnit.NANOSECONDS);
        return done;
    }

    private void look(EventLoop timer, long deadline, Future<?> closed, CompletableFuture<Integer> done) {
        boolean all = closed.isDone();
        timer.schedule(() -> count(Worker::open).thenAcceptAsync(open -> {
            if (open == 0 && all) done.complete(0);
            else if (timer.ticker().nanoTime() - deadline >= 0) cut(done);
            else
                look(timer, deadline, closed, done);
        }, timer), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void cut(CompletableFuture<Integer> done) {
        count(worker -> {
            int inFlight = worker.requestsInFlight();
            worker.close();
            return inFlight;
        }).thenAccept(done::complete);
    }

    private interface Question {
        int ask(Worker worker);
    }

    /** The sum of what every worker answers on its own loop. */
    private CompletableFuture<Integer> count(Question question) {
        var sum = new AtomicInteger();
        var all = workers.stream().map(worker -> CompletableFuture.runAsync(() -> sum.addAndGet(question.ask(worker)), worker.loop()))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).thenApply(none -> sum.get());
    }
}
