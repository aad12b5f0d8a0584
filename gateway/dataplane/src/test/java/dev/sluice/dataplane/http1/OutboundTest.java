package dev.sluice.dataplane.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.http.TlsLayer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboundTest {
    @Test
    void shouldNotTouchWhatWasDroppedWhileItWasSentToAPeerThatIsGone() {
        var layer = new FailingLayer();
        var channel = new EmbeddedChannel(layer);
        var out = new Outbound(channel);
        layer.out = out;
        ByteBuf answer = out.text().writeBytes("answer".getBytes(StandardCharsets.US_ASCII));

        out.flush();

        assertThat(layer.sent).isEqualTo(1);
        // Kept for the next text, or freed, once.
        assertThat(answer.refCnt()).isLessThanOrEqualTo(1);
        assertThat(out.text()).matches(next -> next.refCnt() == 1 && !next.isReadable());
        out.discard();
        channel.finishAndReleaseAll();
    }

    /** The connection ends while it sends, as by a failed write. */
    private static final class FailingLayer extends TlsLayer {
        private @Nullable Outbound out;
        private int sent;

        @Override
        public boolean send(ByteBuf text) {
            sent++;
            if (out != null) out.discard();
            text.skipBytes(text.readableBytes());
            return true;
        }

        @Override
        public void endOutput() {}
    }
}
