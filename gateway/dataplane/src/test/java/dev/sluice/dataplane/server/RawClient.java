package dev.sluice.dataplane.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes it is told to. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(5000);
        in = socket.getInputStream();
    }

    Socket socket() {
        return socket;
    }

    RawClient send(String latin1) throws IOException {
        socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** One response: head and body by its Content-Length or chunks. */
    Response response(boolean toHead) throws IOException {
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        if (toHead || status < 200 || status == 204 || status == 304) return new Response(status, head, "");
        String length = field(head, "content-length");
        if (!length.isEmpty()) return new Response(status, head, read(Integer.parseInt(length)));
        if (field(head, "transfer-encoding").equals("chunked")) return new Response(status, head, chunks());
        return new Response(status, head, rest());
    }

    Response response() throws IOException {
        return response(false);
    }

    private String head() throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) throw new EOFException("connection ended after: " + text);
            text.append((char) one);
        }
        return text.toString();
    }

    private String chunks() throws IOException {
        var body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) {
                for (String trailer = line(); !trailer.isEmpty(); trailer = line()) body.append('[').append(trailer).append(']');
                return body.toString();
            }
            body.append(read(size));
            line();
        }
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n")) {
            int one = in.read();
            if (one < 0) throw new EOFException("connection ended in a line");
            text.append((char) one);
        }
        return text.substring(0, text.length() - 2);
    }

    String read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) throw new EOFException("connection ended after " + bytes.length + " of " + count);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Everything until the connection ends. */
    String rest() throws IOException {
        var all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the gateway ends the connection within the time. */
    boolean ends(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (java.net.SocketException reset) {
            return true;
        } finally {
            socket.setSoTimeout(5000);
        }
    }

    static String field(String head, String name) {
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) return line.substring(colon + 1).strip();
        }
        return "";
    }

    record Response(int status, String head, String body) {
        String field(String name) {
            return RawClient.field(head, name);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
