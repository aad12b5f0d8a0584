package dev.sluice.admin.store.sql;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a store and PostgreSQL and cuts the connection at the next COMMIT, when told to. */
final class CommitCutter implements AutoCloseable {
    enum Cut {
        NEVER, BEFORE_THE_COMMIT_ARRIVES, AFTER_IT_ARRIVED
    }

    private final ServerSocket door;
    private final int server;
    private final AtomicReference<Cut> next = new AtomicReference<>(Cut.NEVER);

    CommitCutter(int server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void cutNext(Cut cut) {
        next.set(cut);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                Thread.ofVirtual().start(() -> pump(client, upstream, true));
                Thread.ofVirtual().start(() -> pump(upstream, client, false));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean asks) {
        var buffer = new byte[65_536];
        try (from; to; InputStream in = from.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                boolean commits = asks && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains("COMMIT");
                Cut cut = commits ? next.getAndSet(Cut.NEVER) : Cut.NEVER;
                if (cut == Cut.BEFORE_THE_COMMIT_ARRIVES) return;
                if (cut == Cut.AFTER_IT_ARRIVED) from.shutdownOutput();
                to.getOutputStream().write(buffer, 0, read);
                if (cut == Cut.AFTER_IT_ARRIVED) from.close();
            }
        } catch (IOException cut) {
            // One side is gone, so is the other.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
