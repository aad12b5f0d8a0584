package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The chunked transfer coding (RFC 9112 section 7.1), strictly: sizes of 1 to 16 hex digits, every line ended by CRLF, extensions well formed, bounded
 * and never passed on.
 */
final class ChunkedBody extends BodyReader {
    private static final int MAX_SIZE_DIGITS = 16;
    private static final int MAX_EXTENSION = 256;
    private static final int MAX_EXTENSIONS = 4096;
    private static final int MAX_TRAILERS = 8192;
    private static final int MAX_TRAILER_FIELDS = 100;

    private enum State {
        SIZE, EXTENSION, EXTENSION_VALUE, QUOTED, ESCAPED, EXTENSION_END, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILERS, ENDED
    }

    /** Where in an extension's name or value. */
    private enum Part {
        BEFORE, WITHIN, BEHIND
    }

    private static final String MALFORMED_EXTENSION = "a chunk extension is malformed";

    private State state = State.SIZE;
    private Part part = Part.BEFORE;
    private long size;
    private int digits;
    private int extension;
    private int extensions;
    private byte[] trailerText = new byte[0];
    private int trailerLength;
    private int trailerLine;
    private int trailerLines;
    private @Nullable Headers trailers;

    @Override
    boolean ended() {
        return state == State.ENDED;
    }

    @Override
    @Nullable
    Headers trailers() {
        return trailers;
    }

    @Override
    @Nullable
    ByteBuf next(ByteBuf in) throws Malformed {
        while (state != State.ENDED && in.isReadable()) {
            if (state == State.DATA) return data(in);
            byte one = in.readByte();
            switch (state) {
                case SIZE -> size(one);
                case EXTENSION -> extensionName(one);
                case EXTENSION_VALUE -> extensionValue(one);
                case EXTENSION_END -> extensionEnd(one);
                case QUOTED -> quoted(one);
                case ESCAPED -> escaped(one);
                case SIZE_LF -> sizeEnded(one);
                case DATA_CR -> expect(one, '\r', State.DATA_LF, "chunk data is longer than its size, or not followed by CRLF");
                case DATA_LF -> dataEnded(one);
                case TRAILERS -> trailer(one);
                case DATA, ENDED -> throw new IllegalStateException(state.name());
            }
        }
        return null;
    }

    private ByteBuf data(ByteBuf in) {
        int take = (int) Math.min(size, in.readableBytes());
        size -= take;
        if (size == 0) state = State.DATA_CR;
        return in.readRetainedSlice(take);
    }

    private void size(byte one) throws Malformed {
        int digit = Octets.hex(one);
        if (digit >= 0) {
            if (++digits > MAX_SIZE_DIGITS || size > Long.MAX_VALUE >> 4) throw new Malformed("a chunk size is too long");
            size = size << 4 | digit;
            return;
        }
        if (digits == 0) throw new Malformed("a chunk has no size");
        if (one == '\r') state = State.SIZE_LF;
        else if (one == ';') startExtension();
        else
            throw new Malformed("a chunk size is not a plain hexadecimal number");
    }

    private void startExtension() throws Malformed {
        extension = 0;
        nextExtension();
    }

    private void nextExtension() throws Malformed {
        countExtension();
        part = Part.BEFORE;
        state = State.EXTENSION;
    }

    private void countExtension() throws Malformed {
        if (++extension > MAX_EXTENSION || ++extensions > MAX_EXTENSIONS) throw new Malformed("chunk extensions are too long");
    }

    /** White space is let through where the grammar has BWS: around {@code ;} and {@code =}, never before the line's end. */
    private void extensionName(byte one) throws Malformed {
        if (one == '\r' && part == Part.WITHIN) {
            state = State.SIZE_LF;
            return;
        }
        countExtension();
        if (Octets.isToken(one) && part != Part.BEHIND) part = Part.WITHIN;
        else if (isBlank(one)) part = part == Part.WITHIN ? Part.BEHIND : part;
        else if (part == Part.BEFORE) throw new Malformed(MALFORMED_EXTENSION);
        else if (one == ';') nextExtension();
        else if (one == '=') {
            part = Part.BEFORE;
            state = State.EXTENSION_VALUE;
        } else
            throw new Malformed(MALFORMED_EXTENSION);
    }

    private void extensionValue(byte one) throws Malformed {
        if (Octets.isToken(one)) {
            countExtension();
            part = Part.WITHIN;
        } else if (part == Part.WITHIN) extensionEnd(one);
        else {
            countExtension();
            if (one == '"') state = State.QUOTED;
            else if (!isBlank(one)) throw new Malformed(MALFORMED_EXTENSION);
        }
    }

    /** Behind a value. */
    private void extensionEnd(byte one) throws Malformed {
        if (one == '\r' && part != Part.BEHIND) {
            state = State.SIZE_LF;
            return;
        }
        countExtension();
        if (one == ';') nextExtension();
        else if (isBlank(one)) {
            part = Part.BEHIND;
            state = State.EXTENSION_END;
        } else
            throw new Malformed(MALFORMED_EXTENSION);
    }

    private static boolean isBlank(byte one) {
        return one == ' ' || one == '\t';
    }

    private void quoted(byte one) throws Malformed {
        countExtension();
        if (one == '"') {
            part = Part.WITHIN;
            state = State.EXTENSION_END;
        } else if (one == '\\') state = State.ESCAPED;
        else if (!Octets.isValue(one)) throw new Malformed("a chunk extension holds a control character");
    }

    private void escaped(byte one) throws Malformed {
        countExtension();
        if (!Octets.isValue(one)) throw new Malformed("a chunk extension holds a control character");
        state = State.QUOTED;
    }

    private void sizeEnded(byte one) throws Malformed {
        expect(one, '\n', size == 0 ? State.TRAILERS : State.DATA, "a chunk size line does not end with CRLF");
        digits = 0;
    }

    private void dataEnded(byte one) throws Malformed {
        expect(one, '\n', State.SIZE, "chunk data is not followed by CRLF");
        size = 0;
    }

    private void expect(byte one, char wanted, State next, String fault) throws Malformed {
        if (one != wanted) throw new Malformed(fault);
        state = next;
    }

    private void trailer(byte one) throws Malformed {
        if (trailerLength == MAX_TRAILERS) throw new Malformed(431, "trailers are longer than " + MAX_TRAILERS + " bytes");
        if (trailerLength == trailerText.length) trailerText = Arrays.copyOf(trailerText, Math.max(128, trailerLength * 2));
        trailerText[trailerLength++] = one;
        if (one != '\n') return;
        if (trailerLength < 2 || trailerText[trailerLength - 2] != '\r') throw new Malformed("a trailer line ends without CR");
        if (trailerLength - 2 == trailerLine) {
            trailersEnded();
            return;
        }
        if (++trailerLines > MAX_TRAILER_FIELDS) throw new Malformed(431, "more than " + MAX_TRAILER_FIELDS + " trailers");
        trailerLine = trailerLength;
    }

    private void trailersEnded() throws Malformed {
        if (trailerLines > 0) {
            var read = Headers.over(trailerText, trailerLength, trailerLines);
            FieldLines.read(trailerText, 0, trailerLine, read);
            trailers = read;
        }
        trailerText = new byte[0];
        state = State.ENDED;
    }
}
