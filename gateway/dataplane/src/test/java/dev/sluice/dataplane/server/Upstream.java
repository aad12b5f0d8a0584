package dev.sluice.dataplane.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that answers by script and remembers every byte of what it was sent. */
final class Upstream implements AutoCloseable {
    /** Serves one request whose head was read; false ends the connection. */
    interface Script {
        boolean serve(Request request, InputStream in, OutputStream out) throws IOException;
    }

    /** @param text the head as it came */
    record Request(String text, int ofConnection) {
        String line() {
            return text.substring(0, text.indexOf("\r\n"));
        }

        String field(String name) {
            return RawClient.field(text, name);
        }
    }

    private final ServerSocket socket;
    private final Script script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final StringBuffer received = new StringBuffer();

    Upstream(Script script) {
        this.script = script;
        try {
            socket = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers every request, reading its body, with {@code name} and the request line as the body. */
    static Upstream named(String name) {
        return new Upstream((request, in, out) -> {
            String body = readBody(request, in);
            reply(out, name + " " + request.line() + (body.isEmpty() ? "" : " " + body));
            return true;
        });
    }

    /** Sends exactly these bytes for each request and keeps the connection. */
    static Upstream sending(String latin1) {
        return new Upstream((request, in, out) -> {
            out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return true;
        });
    }

    static void reply(OutputStream out, String body) throws IOException {
        byte[] text = body.getBytes(StandardCharsets.ISO_8859_1);
        out.write(("HTTP/1.1 200 OK\r\ncontent-length: " + text.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.write(text);
        out.flush();
    }

    static String readBody(Request request, InputStream in) throws IOException {
        String length = request.field("content-length");
        if (!length.isEmpty()) return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
        if (!request.field("transfer-encoding").equals("chunked")) return "";
        var body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            if (size == 0) {
                for (String trailer = line(in); !trailer.isEmpty(); trailer = line(in)) body.append('[').append(trailer).append(']');
                return body.toString();
            }
            body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
            line(in);
        }
    }

    static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (true) {
            int one = in.read();
            if (one < 0) throw new IOException("ended");
            if (one == '\n') return text.substring(0, text.length() - 1);
            text.append((char) one);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket accepted = socket.accept();
                accepted.setTcpNoDelay(true);
                open.add(accepted);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(accepted, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket accepted, int number) {
        try (accepted) {
            var in = new BufferedInputStream(new Recording(accepted.getInputStream()));
            OutputStream out = accepted.getOutputStream();
            while (true) {
                var head = new StringBuilder();
                while (!head.toString().endsWith("\r\n\r\n")) {
                    int one = in.read();
                    if (one < 0) return;
                    head.append((char) one);
                }
                var request = new Request(head.toString(), number);
                requests.add(request);
                if (!script.serve(request, in, out)) return;
            }
        } catch (IOException gone) {
            // The gateway closed the connection.
        } finally {
            open.remove(accepted);
        }
    }

    private final class Recording extends InputStream {
        private final InputStream from;

        Recording(InputStream from) {
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = from.read(to, offset, length);
            if (count > 0 && received.length() < 1_000_000) received.append(new String(to, offset, count, StandardCharsets.ISO_8859_1));
            return count;
        }

        @Override
        public int available() throws IOException {
            return from.available();
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    Request last() {
        return requests.getLast();
    }

    /** Connections ever accepted. */
    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.size();
    }

    /** All bytes, of all connections. */
    String received() {
        return received.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket one : open) one.close();
    }
}
