package dev.sluice.dataplane.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
    /** Remembers the pieces as they came. */
    private static final class Sink implements UpstreamStream {
        private final List<ByteBuf> pieces = new ArrayList<>();

        @Override
        public void head(RequestHead head, boolean end) {}

        @Override
        public void body(ByteBuf data) {
            pieces.add(data);
        }

        @Override
        public void end(@Nullable Headers trailers) {}

        @Override
        public void reset() {}

        @Override
        public boolean isWritable() { return true; }

        @Override
        public void setReading(boolean reading) {}

        String text() {
            var all = new StringBuilder();
            for (ByteBuf piece : pieces) all.append(piece.toString(StandardCharsets.US_ASCII));
            return all.toString();
        }
    }

    private static ByteBuf piece(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    void shouldKeepABodyOfSingleBytesInFewBuffers() {
        var body = new RequestBody(false);
        var expected = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            String one = String.valueOf((char) ('a' + i % 26));
            expected.append(one);
            body.data(piece(one));
        }
        var sink = new Sink();
        body.attach(sink);

        assertThat(sink.pieces).hasSizeLessThan(20);
        assertThat(sink.text()).isEqualTo(expected.toString());
    }

    @Test
    void shouldSendTheSameAgainWhateverSizesCame() {
        var body = new RequestBody(false);
        var expected = new StringBuilder();
        var first = new Sink();
        for (int size : new int[]{5, 1, 3000, 2000, 5000, 1, 1, 4096, 7}) {
            String text = String.valueOf((char) ('a' + size % 26)).repeat(size);
            expected.append(text);
            body.data(piece(text));
            if (size == 2000) body.attach(first);
        }
        var second = new Sink();
        body.detach();
        body.attach(second);

        assertThat(first.text()).isEqualTo(expected.toString());
        assertThat(second.text()).isEqualTo(expected.toString());
        body.close();
        for (ByteBuf piece : first.pieces) piece.release();
        for (ByteBuf piece : second.pieces) piece.release();
        assertThat(first.pieces).allMatch(piece -> piece.refCnt() == 0);
        assertThat(second.pieces).allMatch(piece -> piece.refCnt() == 0);
    }

    @Test
    void shouldGoOnAfterItHasGivenUpKeeping() {
        var body = new RequestBody(false);
        body.data(piece("a"));
        body.data(piece("b"));
        body.stopKeeping();
        body.data(piece("c"));
        body.data(piece("d"));
        var sink = new Sink();
        body.attach(sink);

        assertThat(sink.text()).isEqualTo("cd");
        assertThat(body.canReplay()).isFalse();
    }
}
