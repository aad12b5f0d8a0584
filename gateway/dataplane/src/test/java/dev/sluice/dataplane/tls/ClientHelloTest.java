package dev.sluice.dataplane.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {
    @ParameterizedTest(name = "records of {0} bytes")
    @ValueSource(ints = {0, 1, 3, 100, 1400})
    void shouldFindTheNameHoweverTheHelloIsCut(int recordSize) {
        byte[] bytes = hello("Shop.Example.com", recordSize);

        var reader = new ClientHello();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(reader.read(Unpooled.wrappedBuffer(bytes, 0, length))).isInstanceOf(ClientHello.Reading.More.class);
        }
        assertThat(reader.read(Unpooled.wrappedBuffer(bytes))).isEqualTo(new ClientHello.Reading.Hello("shop.example.com"));
    }

    @Test
    void shouldSeeThatNoNameWasSent() {
        assertThat(read(hello(null, 0))).isEqualTo(new ClientHello.Reading.Hello(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n", "PRI * HTTP/2.0", "\u0080."})
    void shouldTellOtherProtocolsApart(String text) {
        assertThat(read(text.getBytes(StandardCharsets.ISO_8859_1))).isInstanceOf(ClientHello.Reading.NotTls.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\u0000b", "\u00e4.test"})
    void shouldRefuseNamesThatAreNone(String name) {
        assertThat(read(hello(name, 0))).isInstanceOf(ClientHello.Reading.Malformed.class);
    }

    @Test
    void shouldEndInABoundedNumberOfBytesWhateverItIsFed() {
        byte[] good = hello("a.test", 5);
        var chance = new Random(42);
        for (int round = 0; round < 5000; round++) {
            byte[] bad = Arrays.copyOf(good, good.length + chance.nextInt(200));
            for (int i = chance.nextInt(8); i >= 0; i--) bad[chance.nextInt(bad.length)] = (byte) chance.nextInt();

            assertThat(read(bad)).isNotNull();
        }
        byte[] endless = new byte[ClientHello.LIMIT_BYTES + 100];
        for (int at = 0; at + 6 <= endless.length; at += 6)
            System.arraycopy(new byte[]{22, 3, 1, 0, 1, (byte) (at == 0 ? 1 : 0)}, 0, endless, at, 6);
        assertThat(read(endless)).isInstanceOf(ClientHello.Reading.Malformed.class);
    }

    private static ClientHello.Reading read(byte[] bytes) {
        return new ClientHello().read(Unpooled.wrappedBuffer(bytes));
    }

    /** A ClientHello as large as one with post-quantum keys, in records of {@code recordSize} bytes (0: one record). */
    static byte[] hello(@Nullable String sni, int recordSize) {
        try {
            var body = new ByteArrayOutputStream();
            var out = new DataOutputStream(body);
            out.writeShort(0x0303);
            out.write(new byte[32]);
            out.writeByte(32);
            out.write(new byte[32]);
            out.writeShort(4);
            out.writeShort(0x1301);
            out.writeShort(0xc02b);
            out.writeShort(0x0100);
            byte[] name = sni == null ? new byte[0] : sni.getBytes(StandardCharsets.ISO_8859_1);
            int keyShare = 1216;
            out.writeShort(4 + keyShare + (sni == null ? 0 : 9 + name.length));
            out.writeShort(0xfafa);
            out.writeShort(keyShare);
            out.write(new byte[keyShare]);
            if (sni != null) {
                out.writeShort(0);
                out.writeShort(name.length + 5);
                out.writeShort(name.length + 3);
                out.writeByte(0);
                out.writeShort(name.length);
                out.write(name);
            }
            var message = new ByteArrayOutputStream();
            message.write(1);
            message.write(0);
            message.write(body.size() >> 8);
            message.write(body.size());
            body.writeTo(message);
            return records(message.toByteArray(), recordSize == 0 ? message.size() : recordSize);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] records(byte[] message, int size) {
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += size) {
            int length = Math.min(size, message.length - at);
            out.writeBytes(new byte[]{22, 3, 1, (byte) (length >> 8), (byte) length});
            out.write(message, at, length);
        }
        return out.toByteArray();
    }
}
