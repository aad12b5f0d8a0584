package dev.sluice.app.answers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 exchange on a connection of its own, byte for byte as asked for. */
final class Wire {
    private Wire() {}

    /** @param headers several of a name joined by commas */
    record Answer(int status, Map<String, String> headers, String body) {}

    static Answer exchange(Socket socket, String method, String path, String host, Map<String, String> headers) throws IOException {
        var head = new StringBuilder().append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        boolean hasBody = method.equals("POST") || method.equals("PUT");
        if (hasBody) head.append("Content-Length: 4\r\n");
        head.append("Connection: close\r\n\r\n").append(hasBody ? "body" : "");
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return parse(socket.getInputStream().readAllBytes());
    }

    private static Answer parse(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) throw new IOException("the connection was closed after " + bytes.length + " bytes");
        String[] lines = text.substring(0, end).split("\r\n");
        var headers = new TreeMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.merge(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip(),
                    (a, b) -> a + "," + b);
        }
        String body = text.substring(end + 4);
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) body = dechunked(body);
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, body);
    }

    private static String dechunked(String body) {
        var whole = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            int line = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, line).strip(), 16);
            if (size == 0) break;
            whole.append(body, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
        return whole.toString();
    }

    /** What comes within the socket's timeout, or until the peer is done. */
    static String whatever(InputStream in) {
        var got = new ByteArrayOutputStream();
        try {
            for (int one = in.read(); one >= 0; one = in.read()) got.write(one);
        } catch (IOException e) {
            // The timeout, or a reset: what came before counts.
        }
        return got.toString(StandardCharsets.ISO_8859_1);
    }
}
