package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.telemetry.ExchangeRecord.Client;
import dev.sluice.dataplane.telemetry.ExchangeRecord.Outcome;
import dev.sluice.dataplane.telemetry.ExchangeRecord.Request;
import dev.sluice.dataplane.telemetry.ExchangeRecord.Routing;
import dev.sluice.dataplane.telemetry.ExchangeRecord.Timings;
import dev.sluice.dataplane.telemetry.ExchangeRecord.Upstream;
import org.jspecify.annotations.Nullable;

/** How an access log line looks. */
public enum LineFormat {
    /**
     * One JSON object a line: the keys of Istio's JSON access log, then {@code node, listener, host, route, cluster, endpoint, flag, attempts, revision} and
     * {@code timings} (milliseconds). What is unknown is null.
     */
    JSON {
        @Override
        void write(LineBuffer out, String node, ExchangeRecord record) {
            istioKeys(out, record);
            ownKeys(out, node, record);
        }
    },
    /** The line that Istio's gateways write by default, key for key; what is unknown is {@code -}. */
    TEXT {
        @Override
        void write(LineBuffer out, String node, ExchangeRecord record) {
            Client client = record.client();
            Request request = record.request();
            Outcome outcome = record.outcome();
            Upstream upstream = record.upstream();
            Routing routing = record.routing();
            out.raw('[').time(record.startedEpochMicros()).raw("] \"");
            word(out, request.method()).raw(' ');
            word(out, request.path()).raw(' ');
            word(out, client.protocol()).raw("\" ").number(outcome.status()).raw(' ');
            word(out, outcome.flag()).raw(' ');
            word(out, outcome.details()).raw(' ');
            word(out, outcome.termination()).raw(" \"");
            word(out, upstream.failure()).raw("\" ").number(outcome.bytesReceived()).raw(' ').number(outcome.bytesSent()).raw(' ');
            out.number(millis(record.timings().total())).raw(' ');
            long service = record.timings().firstByte();
            if (service < 0) out.raw('-');
            else
                out.number(millis(service));
            word(out.raw(" \""), request.forwardedFor());
            word(out.raw("\" \""), request.userAgent());
            word(out.raw("\" \""), request.requestId());
            word(out.raw("\" \""), request.authority());
            word(out.raw("\" \""), upstream.endpoint()).raw("\" ");
            word(out, routing.cluster()).raw(' ');
            word(out, upstream.local()).raw(' ');
            word(out, client.local()).raw(' ');
            word(out, client.remote()).raw(' ');
            word(out, client.sni()).raw(' ');
            word(out, routing.routeName()).raw('\n');
        }
    };

    abstract void write(LineBuffer out, String node, ExchangeRecord record);

    private static void istioKeys(LineBuffer out, ExchangeRecord record) {
        Client client = record.client();
        Request request = record.request();
        Outcome outcome = record.outcome();
        Upstream upstream = record.upstream();
        out.raw("{\"start_time\":\"").time(record.startedEpochMicros()).raw('"');
        text(out, "method", request.method());
        text(out, "path", request.path());
        text(out, "protocol", client.protocol());
        number(out, "response_code", outcome.status());
        text(out, "response_flags", outcome.flag().isEmpty() ? "-" : outcome.flag());
        text(out, "response_code_details", outcome.details());
        text(out, "connection_termination_details", outcome.termination());
        text(out, "upstream_transport_failure_reason", upstream.failure());
        number(out, "bytes_received", outcome.bytesReceived());
        number(out, "bytes_sent", outcome.bytesSent());
        number(out, "duration", millis(record.timings().total()));
        number(out, "upstream_service_time", millis(record.timings().firstByte()));
        text(out, "x_forwarded_for", request.forwardedFor());
        text(out, "user_agent", request.userAgent());
        text(out, "request_id", request.requestId());
        text(out, "authority", request.authority());
        text(out, "upstream_host", upstream.endpoint());
        text(out, "upstream_cluster", record.routing().cluster());
        text(out, "upstream_local_address", upstream.local());
        text(out, "downstream_local_address", client.local());
        text(out, "downstream_remote_address", client.remote());
        text(out, "requested_server_name", client.sni());
        text(out, "route_name", record.routing().routeName());
    }

    private static void ownKeys(LineBuffer out, String node, ExchangeRecord record) {
        text(out, "node", node);
        text(out, "listener", record.listener());
        text(out, "host", record.routing().host());
        text(out, "route", record.routing().route());
        text(out, "cluster", record.routing().cluster());
        text(out, "endpoint", record.upstream().endpoint());
        text(out, "flag", record.outcome().flag());
        number(out, "attempts", record.upstream().attempts());
        number(out, "revision", record.revision());
        Timings timings = record.timings();
        out.raw(",\"timings\":{\"total\":");
        decimal(out, timings.total());
        decimal(out.raw(",\"request\":"), timings.request());
        decimal(out.raw(",\"connect\":"), timings.connect());
        decimal(out.raw(",\"first_byte\":"), timings.firstByte());
        out.raw("}}\n");
    }

    private static LineBuffer word(LineBuffer out, @Nullable String value) {
        return value == null || value.isEmpty() ? out.raw('-') : out.text(value);
    }

    private static void text(LineBuffer out, String key, @Nullable String value) {
        out.raw(",\"").raw(key);
        if (value == null || value.isEmpty()) out.raw("\":null");
        else
            out.raw("\":\"").json(value).raw('"');
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
}
