package dev.sluice.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.RefusedConnection;
import java.time.Instant;
import java.time.InstantSource;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics(AccessLog.off(), InstantSource.fixed(Instant.ofEpochSecond(1_000)), "io_uring");

    @Test
    void shouldCountRequestsByClassAndFlag() {
        // Given
        NodeTelemetry node = metrics.node("ingress");
        RequestMeters meters = node.requests(
                new RequestMeters.Key("80", new ObjectRef(Kind.VIRTUAL_SERVICE, "mall", "shop"), "named", "outbound|80||shop"));

        // When
        node.finished(AccessLogTest.record("/", ""));
        meters.ended(200, "", 3_000_000);
        meters.ended(204, "", 3_000_000);
        meters.ended(0, "DC", 3_000_000);

        // Then
        assertThat(lines("sluice_requests_total{")).containsExactlyInAnyOrder(
                "sluice_requests_total{cluster=\"outbound|80||shop\",code_class=\"5xx\",flag=\"UF\",listener=\"80\",node=\"ingress\",route=\"mall/shop:named\"} 1.0",
                "sluice_requests_total{cluster=\"outbound|80||shop\",code_class=\"2xx\",flag=\"-\",listener=\"80\",node=\"ingress\",route=\"mall/shop:named\"} 2.0",
                "sluice_requests_total{cluster=\"outbound|80||shop\",code_class=\"-\",flag=\"DC\",listener=\"80\",node=\"ingress\",route=\"mall/shop:named\"} 1.0");
        assertThat(lines("sluice_request_duration_seconds_bucket")).anyMatch(line -> line.contains("le=\"0.005\"") && line.endsWith(" 3"))
                .anyMatch(line -> line.contains("le=\"0.025\"") && line.endsWith(" 4"))
                .anyMatch(line -> line.contains("le=\"+Inf\"") && line.endsWith(" 4"));
    }

    @Test
    void shouldMakeNoSeriesOfWhatAClientChooses() {
        // Given
        NodeTelemetry node = metrics.node("ingress");
        node.finished(AccessLogTest.record("/", "agent"));
        long before = metrics.scrape("text/plain; version=0.0.4").lines().count();

        // When
        for (int i = 0; i < 10_000; i++) {
            node.finished(AccessLogTest.record("/path-" + i + "?q=" + i, "agent-" + i));
            node.refused(new RefusedConnection(Instant.EPOCH, "443", "host-" + i + ".example.com", "192.0.2.1:" + i, "NR",
                    "filter_chain_not_found"));
        }

        // Then
        assertThat(metrics.scrape("text/plain; version=0.0.4").lines()).hasSize((int) before);
    }

    @Test
    void shouldKeepTwoNodesOfOneProcessApart() {
        // When
        metrics.node("ingress").listener("80").connectionOpened();
        metrics.node("egress").listener("80").connectionOpened();

        // Then
        assertThat(lines("sluice_active_connections{")).containsExactlyInAnyOrder(
                "sluice_active_connections{listener=\"80\",node=\"ingress\"} 1.0",
                "sluice_active_connections{listener=\"80\",node=\"egress\"} 1.0");
    }

    @Test
    void shouldCountUnderOtherWhatExceedsTheBoundAndMakeRoomForNewerSnapshots() {
        // Given
        var node = new NodeTelemetry("n", AccessLog.off(), 3);
        node.applied(1, 0);
        for (int i = 0; i < 3; i++) node.requests(key("r" + i));

        // When
        RequestMeters beyond = node.requests(key("r3"));
        node.applied(5, 0);
        RequestMeters later = node.requests(key("r4"));

        // Then
        assertThat(beyond.key().route()).isEqualTo("other");
        assertThat(later.key().route()).isEqualTo("r4");
        assertThat(node.requestMeters()).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void shouldTellRulesOfSeveralVirtualServicesApartByTheRouteLabel() {
        // Given
        NodeTelemetry node = metrics.node("ingress");

        // When
        node.finished(AccessLogTest.record("/", "agent"));
        node.finished(AccessLogTest.record("/", "agent"));
        node.requests(new RequestMeters.Key("80", new ObjectRef(Kind.VIRTUAL_SERVICE, "mall", "cafe"), "spec.http[0]", "c")).ended(200, "",
                1);

        // Then
        assertThat(lines("sluice_requests_total{")).containsExactlyInAnyOrder(
                "sluice_requests_total{cluster=\"outbound|80||shop\",code_class=\"5xx\",flag=\"UF\",listener=\"80\",node=\"ingress\",route=\"mall/shop:named\"} 2.0",
                "sluice_requests_total{cluster=\"c\",code_class=\"2xx\",flag=\"-\",listener=\"80\",node=\"ingress\",route=\"mall/cafe:spec.http[0]\"} 1.0");
    }

    @Test
    void shouldNotLookForRoomAtEachRequestWhenTheSeriesAreFull() {
        // Given
        var node = new NodeTelemetry("ingress", AccessLog.off(), 1_000);
        for (int i = 0; i < 1_100; i++) node.requests(key("r" + i)).ended(200, "", 1);
        var thread = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        RequestMeters.Key[] more = new RequestMeters.Key[1_000];
        for (int i = 0; i < more.length; i++) more[i] = key("more" + i);

        // When
        long before = thread.getCurrentThreadAllocatedBytes();
        for (RequestMeters.Key one : more) node.requests(one).ended(200, "", 1);
        long each = (thread.getCurrentThreadAllocatedBytes() - before) / more.length;

        // Then: looking through a thousand series takes tens of thousands
        assertThat(each).as("bytes a request").isLessThan(1_000);
        assertThat(node.requestMeters()).hasSizeLessThanOrEqualTo(1_001);
        assertThat(node.requests()).isEqualTo(2_100);

        // And: two snapshots later there is room again
        node.applied(1, 0);
        node.applied(2, 0);
        node.applied(3, 0);
        assertThat(node.requests(key("new")).key().route()).isEqualTo("new");
    }

    private static RequestMeters.Key key(String route) {
        return new RequestMeters.Key("80", null, route, "c");
    }

    @Test
    void shouldTellTheAgeOfTheConfigurationAndTheProblems() {
        // Given
        NodeTelemetry node = metrics.node("ingress");
        assertThat(lines("sluice_config_age_seconds{")).isEmpty();

        // When
        node.configConfirmed(990_500);
        node.applied(12, 2);

        // Then
        assertThat(lines("sluice_config_age_seconds{")).containsExactly("sluice_config_age_seconds{node=\"ingress\"} 9.5");
        assertThat(lines("sluice_snapshot_revision{")).containsExactly("sluice_snapshot_revision{node=\"ingress\"} 12.0");
        assertThat(lines("sluice_listener_problems{")).containsExactly("sluice_listener_problems{node=\"ingress\"} 2.0");
    }

    private java.util.List<String> lines(String start) {
        return metrics.scrape("text/plain").lines().filter(line -> line.startsWith(start)).toList();
    }
}
