package dev.sluice.node.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final AtomicInteger confirmed = new AtomicInteger();
    private FileSource source = new FileSource(List.of());

    @TempDir Path folder;

    @AfterEach
    void stop() {
        source.close();
    }

    @Test
    void shouldReadFoldersByPathAndFilesAsNamed() throws IOException {
        // Given
        Files.createDirectories(folder.resolve("conf/b"));
        Files.writeString(folder.resolve("conf/b/2.yaml"), service("two"));
        Files.writeString(folder.resolve("conf/1.yml"), service("one") + "---\n" + service("uno"));
        Files.writeString(folder.resolve("conf/.hidden.yaml"), service("hidden"));
        Files.writeString(folder.resolve("conf/readme.md"), "no resource");
        Path named = Files.writeString(folder.resolve("single.conf"), service("single"));

        // When
        start(named, folder.resolve("conf"));

        // Then
        await().until(() -> !batches.isEmpty());
        assertThat(names(batches.getFirst())).containsExactly("single", "one", "uno", "two");
        assertThat(batches.getFirst().whole()).isTrue();
    }

    @Test
    void shouldReadAgainWhenAFileChangesComesOrGoes() throws IOException {
        // Given
        Path one = Files.writeString(folder.resolve("1.yaml"), service("one"));
        start(folder);
        await().until(() -> batches.size() == 1);

        // When
        Files.writeString(folder.resolve("2.yaml"), service("two"));

        // Then
        await().until(() -> names(batches.getLast()).equals(List.of("one", "two")));

        // When
        Files.delete(one);

        // Then
        await().until(() -> names(batches.getLast()).equals(List.of("two")));
        await().until(() -> confirmed.get() > 0);
    }

    @Test
    void shouldNotParseAgainWhatAnUnchangedFileHolds() throws IOException {
        // Given
        Files.writeString(folder.resolve("1.yaml"), service("one"));
        Path two = Files.writeString(folder.resolve("2.yaml"), service("two"));
        start(folder);
        await().until(() -> batches.size() == 1);

        // When
        Files.writeString(two, service("new"));
        source.reload();

        // Then
        await().until(() -> names(batches.getLast()).equals(List.of("one", "new")));
        assertThat(batches.getLast().put().getFirst().resource()).isNotNull().isSameAs(batches.getFirst().put().getFirst().resource());
    }

    @Test
    void shouldSeeAChangeThatNeitherSizeNorTimeBetrays() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("1.yaml"), service("one"));
        start(folder);
        await().until(() -> batches.size() == 1);
        var modified = Files.getLastModifiedTime(file);

        // When
        Files.writeString(file, service("two"));
        Files.setLastModifiedTime(file, modified);
        source.reload();

        // Then
        await().until(() -> names(batches.getLast()).equals(List.of("two")));
    }

    @Test
    void shouldKeepWhatAFileHeldWhileItCannotBeParsed() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("1.yaml"), service("one") + "---\n" + service("two"));
        start(folder);
        await().until(() -> batches.size() == 1);

        // When
        Files.writeString(file, service("one") + "---\n  broken: [\n");
        source.reload();

        // Then
        await().until(() -> batches.size() >= 2);
        Batch batch = batches.getLast();
        assertThat(batch.kept()).extracting(ObjectName::name).containsExactly("two");
        assertThat(batch.put()).extracting(entry -> entry.name().kind()).containsExactly("VirtualService", "File");
        assertThat(batch.put().getLast().diagnostics()).isNotEmpty()
                .allSatisfy(one -> assertThat(one.where().file()).isEqualTo(file.toString()));

        // When it is mended without the second
        Files.writeString(file, service("one"));
        source.reload();

        // Then
        await().until(() -> batches.getLast().kept().isEmpty());
        assertThat(names(batches.getLast())).containsExactly("one");
    }

    @Test
    void shouldKeepWhatAFolderHeldThatIsAway() throws IOException {
        // Given
        Path conf = folder.resolve("conf");
        Files.createDirectories(conf.resolve("b"));
        Files.writeString(conf.resolve("1.yaml"), service("one"));
        Files.writeString(conf.resolve("b/2.yaml"), service("two"));
        start(conf);
        await().until(() -> batches.size() == 1);

        // When
        Path away = Files.move(conf, folder.resolve("away"));
        source.reload();
        await().until(() -> batches.size() >= 2);
        source.reload();

        // Then
        await().until(() -> batches.size() >= 3);
        assertThat(batches.subList(1, batches.size())).allSatisfy(batch -> {
            assertThat(batch.kept()).extracting(ObjectName::name).containsExactlyInAnyOrder("one", "two");
            assertThat(batch.put()).singleElement().satisfies(
                    entry -> assertThat(entry.diagnostics().getFirst().message()).contains("cannot be read: it does not exist"));
        });

        // When it is back
        Files.move(away, conf);
        source.reload();

        // Then
        await().until(() -> names(batches.getLast()).equals(List.of("one", "two")));
        assertThat(batches.getLast().kept()).isEmpty();
    }

    @Test
    void shouldTellThatAPathDoesNotExist() {
        // When
        start(folder.resolve("absent.yaml"));

        // Then
        await().until(() -> batches.size() == 1);
        assertThat(batches.getFirst().put().getFirst().diagnostics().getFirst().message()).contains("does not exist");
    }

    @Test
    void shouldTakeNoneOfTwoEqualNamesAndSayWhereBothStand() throws IOException {
        // Given
        Path first = Files.writeString(folder.resolve("1.yaml"), service("same") + "---\n" + service("other"));
        Path second = Files.writeString(folder.resolve("2.yaml"), service("same"));

        // When
        start(folder);

        // Then
        await().until(() -> batches.size() == 1);
        assertThat(batches.getFirst().put()).extracting(entry -> entry.resource() != null).containsExactly(false, true);
        assertThat(batches.getFirst().put().getFirst().diagnostics()).singleElement()
                .satisfies(one -> assertThat(one.toString()).startsWith(second + ":3: error SL0023").contains(first + ":3"));
    }

    @Test
    void shouldTakeAnObjectAgainOnceItStandsInOnePlace() throws IOException {
        // Given
        Files.writeString(folder.resolve("1.yaml"), service("same"));
        Path second = Files.writeString(folder.resolve("2.yaml"), service("same"));
        start(folder);
        await().until(() -> batches.size() == 1);

        // When
        Files.delete(second);

        // Then
        await().until(() -> batches.getLast().put().getFirst().resource() != null);
    }

    private void start(Path... paths) {
        source = new FileSource(List.of(paths), Duration.ofMillis(50));
        source.start(new SourceSink() {
            @Override
            public void transaction(Batch batch) {
                batches.add(batch);
            }

            @Override
            public void confirmed(Position position) {
                confirmed.incrementAndGet();
            }
        }, null);
    }

    private static List<String> names(Batch batch) {
        return batch.put().stream().filter(entry -> entry.tree() instanceof ObjectNode).map(entry -> entry.name().name()).toList();
    }

    private static String service(String name) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s}
                spec:
                  hosts: [%s.example.com]
                  http:
                  - route:
                    - destination: {host: %s}
                """.formatted(name, name, name);
    }
}
