package dev.sluice.admin.protobuf;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;

/** Reads the protobuf wire format (protobuf.dev, "Encoding"): a bounded slice of bytes, field by field. */
final class Wire {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int at;

    Wire(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    long varint() throws ProtobufException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) throw new ProtobufException("a number is cut off");
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) return value;
        }
        throw new ProtobufException("a number is longer than 64 bits");
    }

    /** The slice of a length-delimited field. */
    Wire slice() throws ProtobufException {
        long length = varint();
        if (length < 0 || length > end - at) throw new ProtobufException("a field is longer than what holds it");
        int from = at;
        at += (int) length;
        return new Wire(bytes, from, at);
    }

    byte[] remaining() {
        byte[] copy = java.util.Arrays.copyOfRange(bytes, at, end);
        at = end;
        return copy;
    }

    String text() throws ProtobufException {
        Wire slice = slice();
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(slice.remaining())).toString();
        } catch (CharacterCodingException wrong) {
            throw new ProtobufException("a text is not valid UTF-8");
        }
    }

    void skip(int wireType) throws ProtobufException {
        switch (wireType) {
            case VARINT -> varint();
            case LENGTH -> slice();
            case FIXED64 -> advance(8);
            case FIXED32 -> advance(4);
            default -> throw new ProtobufException("wire type " + wireType + " is not known");
        }
    }

    private void advance(int count) throws ProtobufException {
        if (count > end - at) throw new ProtobufException("a field is cut off");
        at += count;
    }
}
