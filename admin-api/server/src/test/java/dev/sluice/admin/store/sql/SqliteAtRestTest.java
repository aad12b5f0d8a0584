package dev.sluice.admin.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.admin.store.seal.SealKeys;
import dev.sluice.resources.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies on the disk: who may read it, what it tells, and that damage to it shows. */
class SqliteAtRestTest {
    private static final String SECRET = "correct-horse-battery-staple";

    @TempDir Path temporary;
    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("store");
    }

    private static void write(Store store, Operation operation) {
        WriteOutcome outcome = store.write(WriteRequest.of("t", "t", operation), Admission.NONE).toCompletableFuture().join();
        assertThat(outcome).isInstanceOf(WriteOutcome.Committed.class);
    }

    private static void writeSecrets(Store store) {
        String encoded = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
        ObjectKey key = StoreContract.key(Kind.SECRET, "default", "s");
        String json = "{'kind':'Secret','metadata':{'annotations':{'kubectl.kubernetes.io/last-applied-configuration':'%s'}},'data':{'k':'%s'}}"
                .formatted(encoded, encoded);
        write(store, new Operation.Create(key, StoreContract.tree(json)));
        write(store, new Operation.Update(key, StoreContract.tree(json.replace("'k'", "'k2'")), Precondition.NONE));
        write(store, new Operation.Delete(key, Precondition.NONE));
        write(store, new Operation.Create(key, StoreContract.tree(json)));
        assertThat(store.sealedBlobs().put("ca", 0, SECRET.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    private List<Path> filesWith(String text) throws IOException {
        var found = new ArrayList<Path>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) found.add(file);
            }
        }
        return found;
    }

    @Test
    void shouldTellNothingOfSecretsToWhoReadsTheFiles() throws Exception {
        String encoded = Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));
        try (Store store = StoreChild.open(folder)) {
            write(store, new Operation.Create(StoreContract.service("in-clear"), StoreContract.hosts("findable.example.com")));
            writeSecrets(store);

            assertThat(folder.resolve("sluice.db-wal")).isNotEmptyFile();
            assertThat(filesWith("findable.example.com")).isNotEmpty();
            assertThat(filesWith(SECRET)).isEmpty();
            assertThat(filesWith(encoded)).isEmpty();
        }
        assertThat(filesWith("findable.example.com")).isNotEmpty();
        assertThat(filesWith(SECRET)).isEmpty();
        assertThat(filesWith(encoded)).isEmpty();
        try (Store store = StoreChild.open(folder)) {
            assertThat(store.view().get(StoreContract.key(Kind.SECRET, "default", "s")).orElseThrow().tree().at("/data/k").asText())
                    .isEqualTo(encoded);
            assertThat(store.sealedBlobs().get("ca").orElseThrow().content()).asString().isEqualTo(SECRET);
        }
    }

    @Test
    void shouldLetNobodyElseReadItsFiles() throws Exception {
        try (Store store = StoreChild.open(folder)) {
            writeSecrets(store);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.toList()).hasSizeGreaterThan(3)
                        .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                .isEqualTo("rw-------"));
            }
        }
    }

    private StoreCannotOpen refusal() {
        return catchThrowableOfType(StoreCannotOpen.class, () -> StoreChild.open(folder).close());
    }

    @Test
    void shouldRefuseToStartWithoutTheRightKey() throws Exception {
        try (Store store = StoreChild.open(folder)) {
            writeSecrets(store);
        }
        Path key = folder.resolve("seal.key");
        Path kept = temporary.resolve("kept.key");
        Files.move(key, kept);
        assertThat(refusal().kind()).isEqualTo(StoreCannotOpen.Cause.SEAL_KEY);
        assertThat(key).doesNotExist();

        SealKeys.create(key, new SecureRandom());
        assertThat(refusal()).hasMessageContaining("not the one this store was sealed with");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refusal()).hasMessageContaining("chmod 600");

        // A new key on top of the old one: what was sealed stays readable.
        Files.delete(key);
        SealKeys.create(key, new SecureRandom());
        Files.writeString(key, Files.readString(key) + Files.readString(kept));
        try (Store store = StoreChild.open(folder)) {
            assertThat(store.view().list(StoreContract.SECRETS)).hasSize(1);
            assertThat(store.sealedBlobs().get("ca")).isPresent();
        }
    }

    @Test
    void shouldRefuseADatabaseOfTheFuture() throws Exception {
        StoreChild.open(folder).close();
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("sluice.db"));
                var statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO sluice_schema_history SELECT installed_rank + 1, '999', 'of the future', type, 'V999__x.sql', 1, installed_by, "
                            + "installed_on, 1, 1 FROM sluice_schema_history ORDER BY installed_rank DESC LIMIT 1");
        }

        assertThat(refusal().kind()).isEqualTo(StoreCannotOpen.Cause.NEWER_SCHEMA);
    }

    @Test
    void shouldFindAFlippedBitInAnObject() throws Exception {
        try (Store store = StoreChild.open(folder)) {
            write(store, new Operation.Create(StoreContract.service("a"), StoreContract.hosts("flip-me.example.com")));
        }
        byte[] whole = Files.readAllBytes(folder.resolve("sluice.db"));
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        int refused = 0;
        for (int at = text.indexOf("flip-me"); at >= 0; at = text.indexOf("flip-me", at + 1)) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            if (!opensUnharmed(flipped)) refused++;
        }
        // Once in sluice_object, found at the start; once in the journal, found when it is read.
        assertThat(refused).isEqualTo(2);
    }

    @Test
    void shouldNeverServeWhatAFlippedBitMadeOfIt() throws Exception {
        flipAndCheck(60);
    }

    @Test
    @Tag("full")
    void shouldNeverServeWhatManyFlippedBitsMadeOfIt() throws Exception {
        flipAndCheck(3_000);
    }

    private void flipAndCheck(int times) throws Exception {
        List<String> before;
        try (Store store = StoreChild.open(folder)) {
            for (int i = 0; i < 25; i++) write(store, new Operation.Create(StoreContract.service("n" + i), StoreContract.hosts("h" + i)));
            writeSecrets(store);
            before = describe(store);
        }
        byte[] whole = Files.readAllBytes(folder.resolve("sluice.db"));
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < times; i++) {
            byte[] flipped = whole.clone();
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(folder.resolve("sluice.db"), flipped);
            try (Store store = StoreChild.open(folder)) {
                assertThat(described(store, before)).isEqualTo(before);
            } catch (StoreCannotOpen found) {
                refused++;
            }
        }
        System.out.println(refused + " of " + times + " flipped bits were found at the start; the others harmed no object");
        assertThat(refused).isPositive();
    }

    private static List<String> described(Store store, List<String> orElse) {
        // What is wrong in the journal is told when it is read, and is no reason not to start.
        try {
            return describe(store);
        } catch (UncheckedIOException found) {
            return orElse;
        }
    }

    private static List<String> describe(Store store) {
        var told = new ArrayList<String>();
        for (var type : store.view().types()) store.view().list(type).forEach(object -> told.add(object.tree().toString()));
        told.add(store.view().position().toString());
        return told;
    }

    private boolean opensUnharmed(byte[] database) throws IOException {
        Files.write(folder.resolve("sluice.db"), database);
        try (Store store = StoreChild.open(folder)) {
            return store.history().changes(2).size() == 1;
        } catch (StoreCannotOpen | UncheckedIOException found) {
            return false;
        }
    }
}
