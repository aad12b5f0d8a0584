package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.ExchangeRecord;
import dev.sluice.rules.model.Provenance;

/**
 * The line that Istio's gateways write by default, item for item, then our own {@code attempts= revision= node= listener= host= rule=}; what is unknown
 * is {@code -}. As in Envoy, a detail has no spaces, so that fields can be split. One thread.
 */
final class TextLines implements LineWriter {
    private final LinePlaces places = new LinePlaces(new Parts());

    @Override
    public void write(LineBuffer out, String node, ExchangeRecord record) {
        LinePlaces.Place place = places.of(node, record);
        out.raw('[').time(record.start()).raw("] \"");
        word(out, record.method()).raw(' ');
        word(out, record.target()).raw(' ');
        word(out, record.protocol()).raw("\" ").number(record.status()).raw(' ');
        word(out, record.flag()).raw(' ');
        word(out, record.detail().replace(' ', '_')).raw(" - \"-\" ");
        out.number(record.requestBytes()).raw(' ').number(record.responseBytes()).raw(' ');
        out.number(LineFormat.millis(record.durationNanos())).raw(' ');
        if (record.upstreamNanos() < 0) out.raw('-');
        else
            out.number(LineFormat.millis(record.upstreamNanos()));
        word(out.raw(" \""), record.forwardedFor());
        word(out.raw("\" \""), record.userAgent());
        word(out.raw("\" \""), record.requestId());
        word(out.raw("\" \""), record.authority());
        out.raw(place.upstream());
        word(out, record.remoteAddress()).raw(' ');
        word(out, record.sni());
        out.raw(place.routeName()).number(record.attempts()).raw(" revision=").number(record.revision());
        out.raw(place.ours());
    }

    private static final class Parts implements LinePlaces.Maker {
        @Override
        public void upstream(LineBuffer out, ExchangeRecord record) {
            word(out.raw("\" \""), record.endpoint()).raw("\" ");
            word(out, record.cluster()).raw(" - - ");
        }

        @Override
        public void route(LineBuffer out, ExchangeRecord record) {
            word(out.raw(' '), record.route()).raw(" attempts=");
        }

        @Override
        public void ours(LineBuffer out, String node, ExchangeRecord record) {
            word(out.raw(" node="), node);
            word(out.raw(" listener="), record.listener());
            word(out.raw(" host="), record.host());
            out.raw(" rule=");
            Provenance rule = record.rule();
            // As default/shop:spec.http[2].match[0], with what explain and an editor find it by.
            if (rule == null) out.raw('-');
            else
                out.text(rule.object().namespace()).raw('/').text(rule.object().name()).raw(':').text(rule.field());
            out.raw('\n');
        }
    }

    private static LineBuffer word(LineBuffer out, String value) {
        return value.isEmpty() ? out.raw('-') : out.text(LineFormat.cut(value));
    }
}
