package dev.sluice.dataplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class FittedReadsTest {
    private static final int READ = 64 * 1024;

    private static ByteBuf read(byte[]... parts) {
        ByteBuf read = Unpooled.directBuffer(READ, READ);
        for (byte[] part : parts) read.writeBytes(part);
        return read;
    }

    private static byte[] record(int type, int length) {
        var bytes = new byte[5 + length];
        bytes[0] = (byte) type;
        bytes[1] = 3;
        bytes[2] = 3;
        bytes[3] = (byte) (length >> 8);
        bytes[4] = (byte) length;
        return bytes;
    }

    /** How many bytes are kept for what was handed on. */
    private static int kept(ByteBuf read) {
        return kept(FittedReads.OF_RECORDS, read);
    }

    private static int kept(FittedReads by, ByteBuf read) {
        var channel = new EmbeddedChannel(by);
        channel.writeInbound(read);
        ByteBuf handedOn = channel.readInbound();
        try {
            return handedOn.capacity();
        } finally {
            handedOn.release();
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void shouldHandOnAsTheyAreRecordsThatAreThereToTheLastByte() {
        assertThat(kept(read(record(23, 300)))).isEqualTo(READ);
        assertThat(kept(read(record(22, 40), record(20, 1), record(23, 500)))).isEqualTo(READ);
    }

    @Test
    void shouldCopyASmallReadOfWhichSomethingMayBeKept() {
        assertThat(kept(read(record(23, 300), new byte[]{23}))).isLessThan(1000);
        assertThat(kept(read(java.util.Arrays.copyOf(record(23, 300), 200)))).isLessThan(1000);
        assertThat(kept(read(new byte[]{23, 3, 3, 0}))).isLessThan(1000);
        assertThat(kept(read("GET / HTTP/1.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))).isLessThan(1000);
        assertThat(kept(read(new byte[]{0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 1}))).isLessThan(1000);
        assertThat(kept(read(new byte[]{23}))).isLessThan(1000);
    }

    @Test
    void shouldCopyRecordsToWhoeverMayKeepThem() {
        assertThat(kept(FittedReads.INSTANCE, read(record(22, 300)))).isLessThan(1000);
    }

    @Test
    void shouldHandOnAsItIsAReadThatFillsMuchOfItsBuffer() {
        assertThat(kept(read(new byte[READ / 2]))).isEqualTo(READ);
    }
}
