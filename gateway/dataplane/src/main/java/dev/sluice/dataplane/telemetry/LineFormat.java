package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.ExchangeRecord;
import dev.sluice.rules.model.Provenance;
import org.jspecify.annotations.Nullable;

/** How an access log line looks. */
public enum LineFormat {
    /**
     * One JSON object a line: the keys of Istio's JSON access log, then {@code node, listener, host, virtual_service, rule, route, cluster, endpoint, flag,
     * tls, attempts, revision} and {@code timings} (milliseconds). What is unknown is null.
     */
    JSON {
        @Override
        void write(LineBuffer out, String node, ExchangeRecord record) {
            istioKeys(out, record);
            ownKeys(out, node, record);
        }
    },
    /**
     * The line that Istio's gateways write by default, item for item, then our own {@code attempts= revision= node= listener= host= rule=}; what is unknown
     * is {@code -}. As in Envoy, a detail has no spaces, so that fields can be split.
     */
    TEXT {
        @Override
        void write(LineBuffer out, String node, ExchangeRecord record) {
            out.raw('[').time(record.start()).raw("] \"");
            word(out, record.method()).raw(' ');
            word(out, record.target()).raw(' ');
            word(out, record.protocol()).raw("\" ").number(record.status()).raw(' ');
            word(out, record.flag()).raw(' ');
            word(out, record.detail().replace(' ', '_')).raw(" - \"-\" ");
            out.number(record.requestBytes()).raw(' ').number(record.responseBytes()).raw(' ').number(millis(record.durationNanos()))
                    .raw(' ');
            if (record.upstreamNanos() < 0) out.raw('-');
            else
                out.number(millis(record.upstreamNanos()));
            word(out.raw(" \""), record.forwardedFor());
            word(out.raw("\" \""), record.userAgent());
            word(out.raw("\" \""), record.requestId());
            word(out.raw("\" \""), record.authority());
            word(out.raw("\" \""), record.endpoint()).raw("\" ");
            word(out, record.cluster()).raw(" - - ");
            word(out, record.remoteAddress()).raw(' ');
            word(out, record.sni()).raw(' ');
            word(out, record.route()).raw(" attempts=").number(record.attempts()).raw(" revision=").number(record.revision());
            word(out.raw(" node="), node);
            word(out.raw(" listener="), record.listener());
            word(out.raw(" host="), record.host());
            rule(out.raw(" rule="), record.rule()).raw('\n');
        }
    };

    /** Longest text of a client's choosing that is printed. */
    private static final int MAX_TEXT = 2_048;

    abstract void write(LineBuffer out, String node, ExchangeRecord record);

    private static void istioKeys(LineBuffer out, ExchangeRecord record) {
        out.raw("{\"start_time\":\"").time(record.start()).raw('"');
        text(out, "method", record.method());
        text(out, "path", record.target());
        text(out, "protocol", record.protocol());
        number(out, "response_code", record.status());
        text(out, "response_flags", record.flag().isEmpty() ? "-" : record.flag());
        text(out, "response_code_details", record.detail());
        text(out, "connection_termination_details", "");
        text(out, "upstream_transport_failure_reason", "");
        number(out, "bytes_received", record.requestBytes());
        number(out, "bytes_sent", record.responseBytes());
        number(out, "duration", millis(record.durationNanos()));
        number(out, "upstream_service_time", millis(record.upstreamNanos()));
        text(out, "x_forwarded_for", record.forwardedFor());
        text(out, "user_agent", record.userAgent());
        text(out, "request_id", record.requestId());
        text(out, "authority", record.authority());
        text(out, "upstream_host", record.endpoint());
        text(out, "upstream_cluster", record.cluster());
        text(out, "upstream_local_address", "");
        text(out, "downstream_local_address", "");
        text(out, "downstream_remote_address", record.remoteAddress());
        text(out, "requested_server_name", record.sni());
        text(out, "route_name", record.route());
    }

    private static void ownKeys(LineBuffer out, String node, ExchangeRecord record) {
        text(out, "node", node);
        text(out, "listener", record.listener());
        text(out, "host", record.host());
        Provenance rule = record.rule();
        text(out, "virtual_service", rule == null ? "" : rule.object().namespace() + "/" + rule.object().name());
        text(out, "rule", rule == null ? "" : rule.field());
        text(out, "route", record.route());
        text(out, "cluster", record.cluster());
        text(out, "endpoint", record.endpoint());
        text(out, "flag", record.flag());
        out.raw(record.tls() ? ",\"tls\":true" : ",\"tls\":false");
        number(out, "attempts", record.attempts());
        number(out, "revision", record.revision());
        decimal(out.raw(",\"timings\":{\"total\":"), record.durationNanos());
        decimal(out.raw(",\"upstream\":"), record.upstreamNanos());
        out.raw("}}\n");
    }

    /** {@code default/shop:spec.http[2].match[0]}, with what {@code explain} and an editor find it by. */
    private static LineBuffer rule(LineBuffer out, @Nullable Provenance rule) {
        return rule == null
                ? out.raw('-')
                : out.text(rule.object().namespace()).raw('/').text(rule.object().name()).raw(':').text(rule.field());
    }

    private static LineBuffer word(LineBuffer out, String value) {
        return value.isEmpty() ? out.raw('-') : out.text(cut(value));
    }

    private static void text(LineBuffer out, String key, String value) {
        out.raw(",\"").raw(key);
        if (value.isEmpty()) out.raw("\":null");
        else
            out.raw("\":\"").json(cut(value)).raw('"');
    }

    private static void number(LineBuffer out, String key, long value) {
        out.raw(",\"").raw(key).raw("\":");
        if (value < 0) out.raw("null");
        else
            out.number(value);
    }

    /** Nanoseconds as milliseconds with three decimals. */
    private static void decimal(LineBuffer out, long nanos) {
        if (nanos < 0) {
            out.raw("null");
            return;
        }
        long micros = nanos / 1_000;
        out.number(micros / 1_000).raw('.');
        int rest = (int) (micros % 1_000);
        out.raw((char) ('0' + rest / 100)).raw((char) ('0' + rest / 10 % 10)).raw((char) ('0' + rest % 10));
    }

    private static long millis(long nanos) {
        return nanos < 0 ? -1 : nanos / 1_000_000;
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 3) + "...";
    }
}
