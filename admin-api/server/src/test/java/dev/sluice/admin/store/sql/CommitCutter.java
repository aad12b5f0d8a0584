package dev.sluice.admin.store.sql;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a store and PostgreSQL and cuts the connection at the COMMIT of the next write, when told to.
 *
 * <p>A store commits reads too, and the driver sends the text of a statement only until the server has prepared it: so a write is known by its
 * notification, and the URL of {@link #through} makes the driver send every text.
 */
final class CommitCutter implements AutoCloseable {
    private static final String MARK_OF_A_WRITE = "pg_notify";
    private static final int LONGEST_WORD = MARK_OF_A_WRITE.length();

    enum Cut {
        NEVER, BEFORE_THE_COMMIT_ARRIVES, BEFORE_THE_ANSWER_ARRIVES
    }

    private final ServerSocket door;
    private final int server;
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NEVER);
    private final AtomicInteger cuts = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    CommitCutter(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** The way to the database of {@code url} through this. */
    String through(String url) {
        return url.replace(":" + server + "/", ":" + door.getLocalPort() + "/") + "&prepareThreshold=0";
    }

    void cutNext(Cut cut) {
        next.set(cut);
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                new Connection(door.accept(), new Socket(InetAddress.getLoopbackAddress(), server)).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket database;
        private volatile boolean answersAreLost;
        private boolean writes;
        private String end = "";

        Connection(Socket client, Socket database) {
            this.client = client;
            this.database = database;
            open.add(client);
            open.add(database);
        }

        void start() {
            Thread.ofVirtual().start(() -> pump(client, database, true));
            Thread.ofVirtual().start(() -> pump(database, client, false));
        }

        private void pump(Socket from, Socket to, boolean asks) {
            var buffer = new byte[65_536];
            try (from; to; InputStream in = from.getInputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    Cut cut = asks ? cutAt(new String(buffer, 0, read, StandardCharsets.ISO_8859_1)) : Cut.NEVER;
                    if (cut == Cut.BEFORE_THE_COMMIT_ARRIVES || (!asks && answersAreLost)) return;
                    if (cut == Cut.BEFORE_THE_ANSWER_ARRIVES) answersAreLost = true;
                    to.getOutputStream().write(buffer, 0, read);
                }
            } catch (IOException cut) {
                // One side is gone, so is the other.
            } finally {
                open.remove(from);
                open.remove(to);
            }
        }

        private Cut cutAt(String asked) {
            String text = end + asked;
            end = text.substring(Math.max(0, text.length() - LONGEST_WORD));
            if (text.contains(MARK_OF_A_WRITE)) writes = true;
            if (!writes || !text.contains("COMMIT")) return Cut.NEVER;
            writes = false;
            end = "";
            Cut cut = next.getAndSet(Cut.NEVER);
            if (cut != Cut.NEVER) cuts.incrementAndGet();
            return cut;
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket one : open) one.close();
    }
}
