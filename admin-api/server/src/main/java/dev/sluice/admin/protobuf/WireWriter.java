package dev.sluice.admin.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes the protobuf wire format. Empty texts and zeros are left out, as proto3 does. */
final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void text(int number, String text) {
        if (text.isEmpty()) return;
        lengthDelimited(number, text.getBytes(StandardCharsets.UTF_8));
    }

    void number(int number, long value) {
        if (value == 0) return;
        varint((long) number << 3 | Wire.VARINT);
        varint(value);
    }

    void flag(int number, boolean value) {
        number(number, value ? 1 : 0);
    }

    void real(int number, double value) {
        varint((long) number << 3 | Wire.FIXED64);
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 0; shift < 64; shift += 8) out.write((int) (bits >>> shift));
    }

    /** Written even when empty: that the message is there says something. */
    void message(int number, Consumer<WireWriter> content) {
        var inner = new WireWriter();
        content.accept(inner);
        lengthDelimited(number, inner.bytes());
    }

    private void lengthDelimited(int number, byte[] bytes) {
        varint((long) number << 3 | Wire.LENGTH);
        varint(bytes.length);
        out.writeBytes(bytes);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
