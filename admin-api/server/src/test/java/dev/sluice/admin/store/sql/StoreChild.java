package dev.sluice.admin.store.sql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Edit;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** A process of its own that writes to a store and says on standard output what was acknowledged; made to be killed. */
final class StoreChild {
    static final ResourceType SERVICES = new ResourceType("networking.istio.io", "virtualservices");
    static final ResourceType SLICES = new ResourceType("discovery.k8s.io", "endpointslices");

    private StoreChild() {}

    /** Starts it. {@code shellPrefix} runs before it in the same process, {@code ulimit -f 100;}; may be empty. */
    static Process start(String shellPrefix, String mode, Path folder) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        String command = "exec '" + java + "' -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED "
                + "-Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp \"$CHILD_CLASSES\" " + StoreChild.class.getName() + " " + mode + " '"
                + folder + "'";
        var builder = new ProcessBuilder("bash", "-c", shellPrefix + command);
        builder.environment().put("CHILD_CLASSES", System.getProperty("java.class.path"));
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    static StoreSettings settings(Path folder) {
        return StoreSettings.of(new Engine.Sqlite(folder), Optional.empty(), "istio-system");
    }

    static Store open(Path folder) throws StoreCannotOpen {
        return SqlStore.open(settings(folder), InstantSource.system(), () -> UUID.randomUUID().toString(), new SecureRandom());
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        try (Store store = open(folder)) {
            System.out.println("OPEN");
            switch (arguments[0]) {
                case "pairs" -> writePairs(store, System.out);
                case "fill" -> fillTheDisk(store, System.out);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } catch (StoreCannotOpen refused) {
            System.out.println("REFUSED " + refused.kind() + " " + refused.getMessage());
        }
    }

    /** Four lanes; each transaction sets two objects, of two counters, to the same number. */
    private static void writePairs(Store store, PrintStream out) {
        var lanes = new ArrayList<Thread>();
        for (int lane = 0; lane < 4; lane++) {
            String name = "lane-" + lane;
            lanes.add(Thread.ofPlatform().start(() -> {
                while (true) {
                    var done = (WriteOutcome.Committed) store
                            .write(WriteRequest.of("child", "count", increment(SERVICES, name), increment(SLICES, name)),
                                    Admission.NONE)
                            .toCompletableFuture().join();
                    int number = done.changes().getFirst() instanceof Change.Updated updated
                            ? updated.after().tree().at("/spec/n").asInt()
                            : 1;
                    synchronized (out) {
                        out.println(
                                "ACK " + name + " " + number + " " + done.position().transaction() + " " + done.position().configuration());
                    }
                }
            }));
        }
        lanes.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        });
    }

    private static Operation increment(ResourceType type, String name) {
        Edit edit = current -> {
            ObjectNode tree = current.isPresent() ? current.get().tree().deepCopy() : JsonNodeFactory.instance.objectNode();
            ObjectNode spec = tree.withObjectProperty("spec");
            spec.put("n", spec.path("n").asInt() + 1);
            return new Edit.Result.To(tree);
        };
        return new Operation.Modify(new ObjectKey(type, "default", name), Precondition.NONE, edit);
    }

    /** Until the disk takes no more; then until it does again. */
    private static void fillTheDisk(Store store, PrintStream out) {
        String big = "x".repeat(50_000);
        int written = 0;
        while (write(store, written, big) instanceof WriteOutcome.Committed) written++;
        boolean reads = store.view().list(SERVICES).size() == written && !store.history().entries(Long.MAX_VALUE, 1).isEmpty();
        out.println("FULL " + written + " reads=" + reads + " health=" + store.health().getClass().getSimpleName());
        WriteOutcome outcome = write(store, written, big);
        while (outcome instanceof WriteOutcome.Refused refused && refused.refusal() instanceof Refusal.ReadOnly) {
            LockSupport.parkNanos(50_000_000);
            outcome = write(store, written, big);
        }
        out.println("AGAIN " + store.view().list(SERVICES).size() + " " + store.health().getClass().getSimpleName() + " "
                + outcome.getClass().getSimpleName());
    }

    private static WriteOutcome write(Store store, int number, String big) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("spec").put("big", big);
        var create = new Operation.Create(new ObjectKey(SERVICES, "default", "n" + number), tree);
        return store.write(new WriteRequest(List.of(create), "child", "fill", "", Optional.empty(), false), Admission.NONE)
                .toCompletableFuture().join();
    }
}
