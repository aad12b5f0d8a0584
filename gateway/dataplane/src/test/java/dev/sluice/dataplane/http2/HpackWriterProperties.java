package dev.sluice.dataplane.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.http.Headers;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** {@link HpackWriter} against Netty's decoder, which knows nothing of it. */
class HpackWriterProperties {
    private static final List<String> STATIC = List.of(":authority", ":path", "accept-charset", "accept-encoding", "accept-language",
            "accept-ranges", "accept", "access-control-allow-origin", "age", "allow", "authorization", "cache-control",
            "content-disposition", "content-encoding", "content-language", "content-length", "content-location", "content-range",
            "content-type", "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since",
            "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location", "max-forwards",
            "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh", "retry-after", "server", "set-cookie",
            "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "www-authenticate");

    private record Pair(String name, String value) {}

    /** What the peer's settings said before it, in turn, and a block. */
    private record Step(List<Integer> tables, int status, List<Pair> fields) {}

    @Property(tries = 400)
    void shouldBeReadAsItWasWritten(@ForAll("steps") List<Step> steps) throws Http2Exception {
        var writer = new HpackWriter();
        var decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        for (Step step : steps) {
            for (int bytes : step.tables) {
                writer.maxHeaderTableSize(bytes);
                // What is more than the protocol begins with we never use.
                decoder.configuration().maxHeaderTableSize(Math.min(bytes, 4096));
            }
            writer.begin();
            writer.status(step.status);
            writer.fields(headers(step.fields));

            var wanted = new ArrayList<Pair>();
            wanted.add(new Pair(":status", Integer.toString(step.status)));
            wanted.addAll(step.fields);
            assertThat(decoded(decoder, writer)).containsExactlyElementsOf(wanted);
        }
    }

    @Example
    void shouldKnowEachNameOfTheStaticTable() throws Http2Exception {
        for (String name : STATIC) {
            var writer = new HpackWriter();
            writer.begin();
            writer.field(ascii(name), ascii("v"));

            // A name of the table takes no bytes of its own.
            assertThat(writer.length()).as(name).isLessThanOrEqualTo(4);
            assertThat(decoded(new DefaultHttp2HeadersDecoder(false, 1 << 20), writer)).containsExactly(new Pair(name, "v"));
        }
    }

    @Example
    void shouldLetNoTableHoldWhatIsSecret() {
        var writer = new HpackWriter();
        for (String name : List.of("authorization", "cookie", "set-cookie", "proxy-authorization")) {
            for (int i = 0; i < 2; i++) {
                writer.begin();
                writer.field(ascii(name), ascii("secret"));

                int neverIndexed = 0x10;
                assertThat(writer.block()[0] & 0xf0).as(name).isEqualTo(neverIndexed);
            }
        }
    }

    @Example
    void shouldSendWhatRepeatsAsOneByteAndSpareTheTableWhatNeverDoes() {
        var writer = new HpackWriter();
        int length = 0;
        for (int i = 0; i < 10; i++) {
            writer.begin();
            writer.field(ascii("server"), ascii("istio-envoy"));
            writer.field(ascii("x-request-id"), ascii("id-" + i));
            length = writer.length();
        }

        int literalWithNameOfTheTable = 2 + 1 + "id-9".length();
        assertThat(length).isEqualTo(1 + literalWithNameOfTheTable);
    }

    private static List<Pair> decoded(Http2HeadersDecoder decoder, HpackWriter writer) throws Http2Exception {
        byte[] block = Arrays.copyOf(writer.block(), writer.length());
        var pairs = new ArrayList<Pair>();
        for (var field : decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block))) {
            pairs.add(new Pair(field.getKey().toString(), field.getValue().toString()));
        }
        return pairs;
    }

    private static Headers headers(List<Pair> fields) {
        var headers = new Headers();
        for (Pair field : fields) headers.add(field.name, field.value);
        return headers;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> name = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of(STATIC.subList(2, STATIC.size()))),
                Tuple.of(2, Arbitraries.integers().between(0, 150).map(i -> "x-field-" + i)),
                Tuple.of(1, Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(100)));
        Arbitrary<String> value = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of("a", "b", "istio-envoy", "")),
                Tuple.of(1, Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(700)));
        Arbitrary<Pair> pair = Combinators.combine(name, value).as(Pair::new);
        Arbitrary<List<Integer>> tables = Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(List.<Integer>of())),
                Tuple.of(1, Arbitraries.of(0, 33, 100, 1000, 4096, 65_536, 1 << 30).list().ofMinSize(1).ofMaxSize(3)));
        return Combinators.combine(tables, Arbitraries.of(200, 204, 206, 304, 400, 404, 500, 103, 201, 503), pair.list().ofMaxSize(40))
                .as(Step::new).list().ofMinSize(1).ofMaxSize(12);
    }
}
