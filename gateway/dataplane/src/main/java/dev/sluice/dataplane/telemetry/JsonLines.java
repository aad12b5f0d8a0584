package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.ExchangeRecord;
import dev.sluice.rules.model.Provenance;
import java.nio.charset.StandardCharsets;

/**
 * One JSON object a line: the keys of Istio's JSON access log, then {@code node, listener, host, virtual_service, rule, route, cluster, endpoint, flag,
 * tls, attempts, revision} and {@code timings} (milliseconds). What is unknown is null. One thread.
 */
final class JsonLines implements LineWriter {
    private static final byte[] NULL = ascii("null");
    private static final byte[] METHOD = key("method");
    private static final byte[] PATH = key("path");
    private static final byte[] PROTOCOL = key("protocol");
    private static final byte[] CODE = key("response_code");
    private static final byte[] FLAGS = key("response_flags");
    private static final byte[] DETAILS = key("response_code_details");
    private static final byte[] NO_FAILURES = ascii(",\"connection_termination_details\":null,\"upstream_transport_failure_reason\":null");
    private static final byte[] RECEIVED = key("bytes_received");
    private static final byte[] SENT = key("bytes_sent");
    private static final byte[] DURATION = key("duration");
    private static final byte[] SERVICE_TIME = key("upstream_service_time");
    private static final byte[] FORWARDED_FOR = key("x_forwarded_for");
    private static final byte[] USER_AGENT = key("user_agent");
    private static final byte[] REQUEST_ID = key("request_id");
    private static final byte[] AUTHORITY = key("authority");
    private static final byte[] NO_LOCAL = ascii(",\"upstream_local_address\":null,\"downstream_local_address\":null");
    private static final byte[] REMOTE = key("downstream_remote_address");
    private static final byte[] SNI = key("requested_server_name");
    private static final byte[] FLAG = key("flag");
    private static final byte[] TLS = ascii(",\"tls\":true");
    private static final byte[] NO_TLS = ascii(",\"tls\":false");
    private static final byte[] ATTEMPTS = key("attempts");
    private static final byte[] REVISION = key("revision");
    private static final byte[] TOTAL = ascii(",\"timings\":{\"total\":");
    private static final byte[] UPSTREAM = ascii(",\"upstream\":");
    private static final byte[] END = ascii("}}\n");

    private final LinePlaces places = new LinePlaces(new Parts());

    @Override
    public void write(LineBuffer out, String node, ExchangeRecord record) {
        LinePlaces.Place place = places.of(node, record);
        istioKeys(out, record, place);
        out.raw(place.ours());
        text(out, FLAG, record.flag());
        out.raw(record.tls() ? TLS : NO_TLS);
        number(out, ATTEMPTS, record.attempts());
        number(out, REVISION, record.revision());
        decimal(out.raw(TOTAL), record.durationNanos());
        decimal(out.raw(UPSTREAM), record.upstreamNanos());
        out.raw(END);
    }

    private static void istioKeys(LineBuffer out, ExchangeRecord record, LinePlaces.Place place) {
        out.raw("{\"start_time\":\"").time(record.start()).raw('"');
        text(out, METHOD, record.method());
        text(out, PATH, record.target());
        text(out, PROTOCOL, record.protocol());
        number(out, CODE, record.status());
        text(out, FLAGS, record.flag().isEmpty() ? "-" : record.flag());
        text(out, DETAILS, record.detail());
        out.raw(NO_FAILURES);
        number(out, RECEIVED, record.requestBytes());
        number(out, SENT, record.responseBytes());
        number(out, DURATION, LineFormat.millis(record.durationNanos()));
        number(out, SERVICE_TIME, LineFormat.millis(record.upstreamNanos()));
        text(out, FORWARDED_FOR, record.forwardedFor());
        text(out, USER_AGENT, record.userAgent());
        text(out, REQUEST_ID, record.requestId());
        text(out, AUTHORITY, record.authority());
        out.raw(place.upstream());
        text(out, REMOTE, record.remoteAddress());
        text(out, SNI, record.sni());
        out.raw(place.routeName());
    }

    private static final class Parts implements LinePlaces.Maker {
        @Override
        public void upstream(LineBuffer out, ExchangeRecord record) {
            text(out, key("upstream_host"), record.endpoint());
            text(out, key("upstream_cluster"), record.cluster());
            out.raw(NO_LOCAL);
        }

        @Override
        public void route(LineBuffer out, ExchangeRecord record) {
            text(out, key("route_name"), record.route());
        }

        @Override
        public void ours(LineBuffer out, String node, ExchangeRecord record) {
            Provenance rule = record.rule();
            text(out, key("node"), node);
            text(out, key("listener"), record.listener());
            text(out, key("host"), record.host());
            text(out, key("virtual_service"), rule == null ? "" : rule.object().namespace() + "/" + rule.object().name());
            text(out, key("rule"), rule == null ? "" : rule.field());
            text(out, key("route"), record.route());
            text(out, key("cluster"), record.cluster());
            text(out, key("endpoint"), record.endpoint());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] key(String name) {
        return ascii(",\"" + name + "\":");
    }

    private static void text(LineBuffer out, byte[] key, String value) {
        out.raw(key);
        if (value.isEmpty()) out.raw(NULL);
        else
            out.raw('"').json(LineFormat.cut(value)).raw('"');
    }

    private static void number(LineBuffer out, byte[] key, long value) {
        out.raw(key);
        if (value < 0) out.raw(NULL);
        else
            out.number(value);
    }

    /** Nanoseconds as milliseconds with three decimals. */
    private static void decimal(LineBuffer out, long nanos) {
        if (nanos < 0) {
            out.raw(NULL);
            return;
        }
        long micros = nanos / 1_000;
        out.number(micros / 1_000).raw('.');
        int rest = (int) (micros % 1_000);
        out.raw((char) ('0' + rest / 100)).raw((char) ('0' + rest / 10 % 10)).raw((char) ('0' + rest % 10));
    }
}
