package dev.sluice.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineRingTest {
    private static final int CAPACITY = 256;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final LineRing ring = new LineRing((out, node, record) -> out.raw(record.target()).raw('\n'), CAPACITY);

    private boolean append(String line) {
        return ring.append("node", AccessLogTest.record(line, ""));
    }

    private String taken() throws IOException {
        file.reset();
        ring.takeTo(Channels.newChannel(file));
        return file.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void shouldGiveLinesInOrderRoundTheEndOfTheRing() throws IOException {
        for (int round = 0; round < 500; round++) {
            String first = "/" + "a".repeat(round % 90);
            String second = "/" + round;
            assertThat(append(first)).isTrue();
            assertThat(append(second)).isTrue();

            assertThat(taken()).isEqualTo(first + "\n" + second + "\n");
            assertThat(ring.newLines()).isEqualTo(2);
            assertThat(ring.waiting()).isZero();
        }
    }

    @Test
    void shouldRefuseALineThatDoesNotFitAndKeepTheOthers() throws IOException {
        assertThat(append("/" + "a".repeat(198))).isTrue();
        assertThat(ring.isHalfFull()).isTrue();

        assertThat(append("/" + "b".repeat(56))).isFalse();
        assertThat(append("/" + "c".repeat(54))).isTrue();
        assertThat(append("")).isFalse();

        assertThat(taken()).isEqualTo("/" + "a".repeat(198) + "\n/" + "c".repeat(54) + "\n");
        assertThat(ring.newLines()).isEqualTo(2);
        assertThat(append("/" + "d".repeat(254))).isTrue();
        assertThat(taken()).isEqualTo("/" + "d".repeat(254) + "\n");
    }

    @Test
    void shouldBeFreeAgainAfterAWriteThatFailed() throws IOException {
        append("/lost");
        WritableByteChannel broken = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public boolean isOpen() { return true; }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> ring.takeTo(broken)).isInstanceOf(IOException.class);

        assertThat(ring.waiting()).isZero();
        append("/next");
        assertThat(taken()).isEqualTo("/next\n");
    }

    /** Takes {@code room} bytes, then says by {@code full} what it has against more. */
    private final class Small implements WritableByteChannel {
        private int room;
        private final boolean waits;

        Small(int room, boolean waits) {
            this.room = room;
            this.waits = waits;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (room == 0 && !waits) throw new IOException("no space left");
            if (room == 0) {
                // The reader has caught up by the next time.
                room = from.remaining();
                return 0;
            }
            int taken = Math.min(room, from.remaining());
            for (int i = 0; i < taken; i++) file.write(from.get());
            room -= taken;
            return taken;
        }

        @Override
        public boolean isOpen() { return true; }

        @Override
        public void close() {}
    }

    @Test
    void shouldBeginANewLineBehindOneThatWasTorn() throws IOException {
        append("/torn");
        append("/lost");
        assertThatThrownBy(() -> ring.takeTo(new Small(3, false))).isInstanceOf(IOException.class);

        append("/next");
        ring.takeTo(Channels.newChannel(file));
        append("/last");
        ring.takeTo(Channels.newChannel(file));

        assertThat(file.toString(StandardCharsets.US_ASCII)).isEqualTo("/to\n/next\n/last\n");
    }

    @Test
    void shouldWaitForAReaderThatTakesNothingNow() throws IOException {
        append("/first");
        append("/second");

        ring.takeTo(new Small(4, true));

        assertThat(file.toString(StandardCharsets.US_ASCII)).isEqualTo("/first\n/second\n");
    }
}
