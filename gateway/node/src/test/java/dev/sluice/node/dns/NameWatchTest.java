package dev.sluice.node.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.rules.endpoints.DnsAnswers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NameWatchTest {
    private final List<DnsAnswers> told = new CopyOnWriteArrayList<>();
    private LoopbackDns dns;
    private NameWatch watch;

    @BeforeEach
    void start() throws IOException {
        dns = new LoopbackDns();
        watch = new NameWatch(List.of(dns.address()), Duration.ofSeconds(60), bound -> 0, told::add);
    }

    @AfterEach
    void stop() {
        watch.close();
        dns.close();
    }

    @Test
    void shouldAnswerWithAddressesOfBothFamilies() throws Exception {
        // Given
        dns.put("db.example.com", 300, "10.0.0.2", "10.0.0.1", "2001:db8::1");

        // When
        watch.watch(Set.of("db.example.com")).toCompletableFuture().get(5, TimeUnit.SECONDS);

        // Then
        assertThat(told.getLast().byName()).containsEntry("db.example.com", List.of("10.0.0.1", "10.0.0.2", "2001:db8::1"));
    }

    @Test
    void shouldAskAgainWhenTheTtlEndsAndTellOnlyChanges() throws Exception {
        // Given
        dns.put("db.example.com", 1, "10.0.0.1");
        watch.watch(Set.of("db.example.com")).toCompletableFuture().get(5, TimeUnit.SECONDS);

        // When
        await().until(() -> dns.asked("db.example.com") >= 2);

        // Then
        assertThat(told).hasSize(1);

        // When
        dns.put("db.example.com", 300, "10.0.0.9");

        // Then
        await().until(() -> told.getLast().byName().equals(java.util.Map.of("db.example.com", List.of("10.0.0.9"))));
        assertThat(told).hasSize(2);
    }

    @Test
    void shouldNotAskAgainBeforeTheTtlEnds() throws Exception {
        // Given
        dns.put("db.example.com", 300, "10.0.0.1");

        // When
        watch.watch(Set.of("db.example.com")).toCompletableFuture().get(5, TimeUnit.SECONDS);

        // Then
        await().during(Duration.ofMillis(1_500)).until(() -> dns.asked("db.example.com") == 1);
    }

    @Test
    void shouldKeepTheLastGoodAddressesWhenTheServerFails() throws Exception {
        // Given
        dns.put("db.example.com", 1, "10.0.0.1");
        watch.watch(Set.of("db.example.com")).toCompletableFuture().get(5, TimeUnit.SECONDS);

        // When
        dns.refusing(true);
        int before = dns.asked("db.example.com");
        await().until(() -> dns.asked("db.example.com") > before);

        // Then
        assertThat(told).hasSize(1);

        // When it is back
        dns.put("db.example.com", 300, "10.0.0.2");
        dns.refusing(false);

        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> List.of("10.0.0.2").equals(told.getLast().byName().get("db.example.com")));
    }

    @Test
    void shouldFailSoonForANameThatDoesNotExistAndFindItOnceItDoes() throws Exception {
        // When
        watch.watch(Set.of("later.example.com")).toCompletableFuture().get(2, TimeUnit.SECONDS);

        // Then
        assertThat(told).isEmpty();

        // When
        dns.put("later.example.com", 300, "10.0.0.3");

        // Then
        await().until(() -> !told.isEmpty());
        assertThat(told.getLast().byName()).containsKey("later.example.com");
    }

    @Test
    void shouldForgetNamesThatAreWantedNoLonger() throws Exception {
        // Given
        dns.put("a.example.com", 300, "10.0.0.1");
        dns.put("b.example.com", 300, "10.0.0.2");
        watch.watch(Set.of("a.example.com", "b.example.com")).toCompletableFuture().get(5, TimeUnit.SECONDS);

        // When
        watch.watch(Set.of("b.example.com")).toCompletableFuture().get(5, TimeUnit.SECONDS);

        // Then
        assertThat(told.getLast().byName()).containsOnlyKeys("b.example.com");
    }

    @Test
    void shouldKnowTheNamesOfTheHostsFile() throws Exception {
        // When
        watch.watch(Set.of("localhost")).toCompletableFuture().get(5, TimeUnit.SECONDS);

        // Then
        assertThat(told.getLast().byName().get("localhost")).contains("127.0.0.1");
    }
}
