package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.node.source.Batch;
import dev.sluice.node.source.FileSource;
import dev.sluice.node.source.Position;
import dev.sluice.node.source.SourceSink;
import dev.sluice.reader.ReaderCode;
import dev.sluice.resources.VirtualService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running node whose files say two things about one object. */
class RepeatedObjectTest {
    private final BlockingQueue<Batch> batches = new LinkedBlockingQueue<>();
    private final Holdings holdings = new Holdings();

    @TempDir Path folder;

    @Test
    void shouldKeepWhatWasLastGoodAndReportBothPlaces() throws IOException {
        Path first = Files.writeString(folder.resolve("1.yaml"), service("/old"));
        try (var source = new FileSource(List.of(folder))) {
            source.start(new SourceSink() {
                @Override
                public void transaction(Batch batch) {
                    batches.add(batch);
                }

                @Override
                public void confirmed(Position position) {}
            }, null);
            next();
            assertThat(prefix()).isEqualTo("/old");

            Path second = Files.writeString(folder.resolve("2.yaml"), service("/new"));
            source.reload();
            next();
            assertThat(prefix()).isEqualTo("/old");
            assertThat(holdings.problems().values()).singleElement().satisfies(why -> assertThat(why).singleElement().satisfies(one -> {
                assertThat(one.code()).isEqualTo(ReaderCode.REPEATED);
                assertThat(one.toString()).contains(first.toString(), second.toString());
            }));

            Files.delete(first);
            source.reload();
            await().until(() -> {
                next();
                return prefix().equals("/new") && holdings.problems().isEmpty();
            });
        }
    }

    private void next() {
        await().until(() -> !batches.isEmpty());
        while (batches.poll() instanceof Batch batch) {
            holdings.take(batch);
            holdings.settle();
        }
    }

    private String prefix() {
        VirtualService service = holdings.resources().all(VirtualService.class).getFirst();
        return String.valueOf(service.spec().http().getFirst().name());
    }

    private static String service(String name) {
        return "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: a}, spec: {hosts: [a.test],"
                + " http: [{name: " + name + ", route: [{destination: {host: b.test}}]}]}}";
    }
}
