package dev.sluice.node.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A small DNS server on loopback: answers A and AAAA of the names it is told (RFC 1035), NXDOMAIN for the others, and nothing at all while silent. */
public final class LoopbackDns implements AutoCloseable {
    private static final int A = 1;
    private static final int AAAA = 28;
    private final DatagramSocket socket;
    private final Map<String, Zone> zones = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile boolean silent;
    private volatile boolean refusing;

    private record Zone(List<String> addresses, int ttl) {}

    public LoopbackDns() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    public void put(String name, int ttl, String... addresses) {
        zones.put(name, new Zone(List.of(addresses), ttl));
    }

    public void silent(boolean now) {
        silent = now;
    }

    /** SERVFAIL to everything. */
    public void refusing(boolean now) {
        refusing = now;
    }

    /** Queries for A of {@code name} so far. */
    public int asked(String name) {
        return asked.computeIfAbsent(name, any -> new AtomicInteger()).get();
    }

    private void serve() {
        var buffer = new byte[1_500];
        while (!socket.isClosed()) {
            try {
                var query = new DatagramPacket(buffer, buffer.length);
                socket.receive(query);
                byte[] answer = answer(buffer);
                if (!silent) socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) throw new IllegalStateException(e);
            }
        }
    }

    private byte[] answer(byte[] query) throws IOException {
        var name = new StringBuilder();
        int at = 12;
        while (query[at] != 0) {
            if (!name.isEmpty()) name.append('.');
            name.append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
            at += query[at] + 1;
        }
        int type = (query[at + 1] & 0xff) << 8 | query[at + 2] & 0xff;
        int questionEnd = at + 5;
        if (type == A) asked.computeIfAbsent(name.toString(), any -> new AtomicInteger()).incrementAndGet();
        Zone zone = zones.get(name.toString());
        List<String> addresses = zone == null
                ? List.of()
                : zone.addresses().stream().filter(one -> one.contains(":") == (type == AAAA)).toList();
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(0x8180 | (refusing ? 2 : zone == null ? 3 : 0));
        out.writeShort(1);
        out.writeShort(refusing ? 0 : addresses.size());
        out.writeShort(0);
        out.writeShort(0);
        out.write(query, 12, questionEnd - 12);
        if (zone != null && !refusing) {
            for (String address : addresses) {
                byte[] raw = InetAddress.getByName(address).getAddress();
                out.writeShort(0xc00c);
                out.writeShort(type);
                out.writeShort(1);
                out.writeInt(zone.ttl());
                out.writeShort(raw.length);
                out.write(raw);
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
