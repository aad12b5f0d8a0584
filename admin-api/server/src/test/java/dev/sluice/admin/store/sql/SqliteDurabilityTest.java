package dev.sluice.admin.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.Store;
import dev.sluice.resources.Counter;
import java.io.BufferedReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an acknowledgement is worth: killed processes, cut files, full disks. */
class SqliteDurabilityTest {
    private static final int LANES = 4;

    @TempDir Path temporary;
    private final Random random = new Random(42);

    @Test
    void shouldKeepEveryAcknowledgedRevisionWhenKilled() throws Exception {
        // A hundred kills, or as many as a slow machine gets through in five minutes.
        killAndCheck(100, Duration.ofMinutes(5));
    }

    @Test
    @Tag("full")
    void shouldKeepEveryAcknowledgedRevisionWhenKilledFiveHundredTimes() throws Exception {
        killAndCheck(500, Duration.ofHours(2));
    }

    private void killAndCheck(int atMost, Duration budget) throws Exception {
        Path folder = temporary.resolve("store");
        var acknowledged = new HashMap<String, Integer>();
        long transactions = 0;
        int inVain = 0;
        int times = 0;
        for (long start = System.nanoTime(); times < atMost && System.nanoTime() - start < budget.toNanos(); times++) {
            long newest = writeUntilKilled(folder, acknowledged);
            if (newest == 0) inVain++;
            try (Store store = StoreChild.open(folder)) {
                assertThat(store.view().position().transaction()).isGreaterThanOrEqualTo(newest).isGreaterThanOrEqualTo(transactions);
                transactions = store.view().position().transaction();
                acknowledged.forEach(
                        (lane, number) -> assertThat(number(store, StoreChild.SERVICES, lane)).as(lane).isGreaterThanOrEqualTo(number));
                for (int lane = 0; lane < LANES; lane++) {
                    assertThat(number(store, StoreChild.SLICES, "lane-" + lane))
                            .isEqualTo(number(store, StoreChild.SERVICES, "lane-" + lane));
                }
            }
        }
        checkJournal(folder);
        System.out.println("killed " + times + " times, " + inVain + " before the first acknowledgement; " + transactions
                + " transactions, none lost");
        assertThat(times).isGreaterThanOrEqualTo(5);
        assertThat(inVain).isLessThan(times);
    }

    private static int number(Store store, dev.sluice.admin.store.ResourceType type, String lane) {
        return store.view().get(new ObjectKey(type, "default", lane)).map(object -> object.tree().at("/spec/n").asInt()).orElse(0);
    }

    /** The number of the newest transaction that was acknowledged; 0 if none was. */
    private long writeUntilKilled(Path folder, Map<String, Integer> acknowledged) throws Exception {
        long newest = 0;
        Process child = StoreChild.start("", "pairs", folder);
        try (ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor(); BufferedReader output = child.inputReader()) {
            assertThat(output.readLine()).isEqualTo("OPEN");
            killer.schedule(() -> child.toHandle().destroyForcibly(), random.nextInt(500_000), TimeUnit.MICROSECONDS);
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ");
                // A line that the kill cut off acknowledges nothing that could be checked.
                if (words.length != 5 || !words[0].equals("ACK")) continue;
                acknowledged.merge(words[1], Integer.valueOf(words[2]), Math::max);
                newest = Math.max(newest, Long.parseLong(words[3]));
            }
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(128 + 9);
        } finally {
            child.destroyForcibly();
        }
        return newest;
    }

    private static void checkJournal(Path folder) throws Exception {
        try (Store store = StoreChild.open(folder)) {
            Position reached = Position.START;
            var replayed = new HashMap<ObjectKey, Long>();
            for (long transaction = 1; transaction <= store.view().position().transaction(); transaction++) {
                reached = new Position(transaction, reached.configuration(), reached.runtime(), reached.fleet());
                assertThat(store.history().changes(transaction)).isNotEmpty();
                for (Change change : store.history().changes(transaction)) {
                    var object = WatchContract.after(change);
                    reached = reached.plus(object.counter(), 1);
                    assertThat(object.revision()).isEqualTo(reached.of(object.counter()));
                    replayed.put(change.key(), object.revision());
                }
            }
            assertThat(reached).isEqualTo(store.view().position());
            replayed.forEach((key, revision) -> assertThat(store.view().get(key).orElseThrow().revision()).isEqualTo(revision));
            assertThat(store.history().objectsAt(Counter.CONFIGURATION, reached.configuration()))
                    .isInstanceOf(dev.sluice.admin.store.History.Past.Known.class);
        }
    }

    @Test
    void shouldOpenAtAnEarlierWholeTransactionWhenTheWriteAheadLogIsCut() throws Exception {
        Path folder = temporary.resolve("store");
        writeUntilKilled(folder, new HashMap<>());
        Path log = folder.resolve("sluice.db-wal");
        long size = Files.size(log);
        assertThat(size).isPositive();
        for (int i = 1; i <= 8; i++) {
            Path copy = Files.createDirectory(temporary.resolve("copy-" + i));
            for (String name : new String[]{"sluice.db", "sluice.db-wal", "seal.key"}) {
                Files.copy(folder.resolve(name), copy.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
            }
            try (FileChannel channel = FileChannel.open(copy.resolve("sluice.db-wal"), StandardOpenOption.WRITE)) {
                channel.truncate(size - size * i / 9 - random.nextInt(24));
            }
            boolean opened = opens(copy);
            // The schema itself may be in the part that was cut off; then it is made anew.
            assertThat(opened).isTrue();
            checkJournal(copy);
        }
    }

    private static boolean opens(Path folder) {
        try (Store store = StoreChild.open(folder)) {
            return store.view().position().transaction() > 0;
        } catch (StoreCannotOpen refused) {
            return false;
        }
    }

    @Test
    void shouldRefuseASecondProcessOnTheSameFolder() throws Exception {
        Path folder = temporary.resolve("store");
        Store store = StoreChild.open(folder);
        try {
            Process child = StoreChild.start("", "pairs", folder);
            assertThat(child.inputReader().readLine()).startsWith("REFUSED IN_USE").contains("used by another process");
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            store.close();
        }
    }

    @Test
    void shouldBeReadOnlyWhileTheDiskIsFullAndWriteAgainOnceItIsNot() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit (package util-linux) is not there");
        Path folder = temporary.resolve("store");
        StoreChild.open(folder).close();
        Process child = StoreChild.start("ulimit -S -f 2000; ", "fill", folder);
        try (BufferedReader output = child.inputReader()) {
            assertThat(output.readLine()).isEqualTo("OPEN");
            String full = output.readLine();
            assertThat(full).startsWith("FULL ").contains("reads=true health=ReadOnly");
            int written = Integer.parseInt(full.split(" ")[1]);
            assertThat(written).isPositive();

            Process lift = new ProcessBuilder("prlimit", "--pid", Long.toString(child.pid()), "--fsize=unlimited").inheritIO().start();
            assertThat(lift.waitFor()).isZero();

            assertThat(output.readLine()).isEqualTo("AGAIN " + (written + 1) + " Writable Committed");
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            checkJournal(folder);
        } finally {
            child.destroyForcibly();
        }
    }
}
