package dev.sluice.dataplane.http2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Frames over a plain socket, well formed or not. Header blocks are literals without compression. */
final class RawClient implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final int PROTOCOL_ERROR = 1;
    static final int STREAM_CLOSED = 5;
    static final int REFUSED_STREAM = 7;
    static final int ENHANCE_YOUR_CALM = 11;

    private final Socket socket;
    private final DataInputStream in;

    record Frame(int type, int flags, int stream, byte[] payload) {
        int code(int offset) {
            return (payload[offset] & 0xff) << 24 | (payload[offset + 1] & 0xff) << 16 | (payload[offset + 2] & 0xff) << 8
                    | payload[offset + 3] & 0xff;
        }

        @Override
        public String toString() {
            return switch (type) {
                case GOAWAY -> "GOAWAY last " + code(0) + " error " + code(4);
                case RST_STREAM -> "RST_STREAM " + stream + " error " + code(0);
                default -> "type " + type + " flags " + flags + " stream " + stream + " bytes " + payload.length;
            };
        }
    }

    RawClient(int port) throws IOException {
        this(port, new byte[0]);
    }

    RawClient(int port, byte[] settings) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, settings);
    }

    void send(int type, int flags, int stream, byte... payload) throws IOException {
        socket.getOutputStream().write(frame(type, flags, stream, payload));
    }

    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    static byte[] frame(int type, int flags, int stream, byte... payload) {
        byte[] bytes = new byte[9 + payload.length];
        bytes[0] = (byte) (payload.length >> 16);
        bytes[1] = (byte) (payload.length >> 8);
        bytes[2] = (byte) payload.length;
        bytes[3] = (byte) type;
        bytes[4] = (byte) flags;
        bytes[5] = (byte) (stream >> 24);
        bytes[6] = (byte) (stream >> 16);
        bytes[7] = (byte) (stream >> 8);
        bytes[8] = (byte) stream;
        System.arraycopy(payload, 0, bytes, 9, payload.length);
        return bytes;
    }

    static byte[] int32(int value) {
        return new byte[]{(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    static byte[] setting(int id, int value) {
        return new byte[]{(byte) (id >> 8), (byte) id, (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** Names and values in turn. */
    static byte[] block(String... fields) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            text(out, fields[i]);
            text(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    static byte[] request(String method, String path, String... more) {
        var all = new ArrayList<>(List.of(":method", method, ":scheme", "http", ":path", path, ":authority", "a.test"));
        all.addAll(List.of(more));
        return block(all.toArray(String[]::new));
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) out.write(bytes.length);
        else {
            out.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) out.write(rest & 127 | 128);
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    /** @throws EOFException once the server has closed */
    Frame read() throws IOException {
        int first;
        try {
            first = in.read();
        } catch (SocketException reset) {
            throw new EOFException(reset.getMessage());
        }
        if (first < 0) throw new EOFException();
        int length = first << 16 | in.readUnsignedByte() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, payload);
    }

    /** The next frame of {@code type}, whatever comes before. */
    Frame await(int type) throws IOException {
        for (;;) {
            Frame frame = read();
            if (frame.type() == type) return frame;
        }
    }

    /** Everything until the server closes. */
    List<Frame> readToEnd() throws IOException {
        var frames = new ArrayList<Frame>();
        try {
            for (;;) frames.add(read());
        } catch (EOFException | SocketException end) {
            return frames;
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
