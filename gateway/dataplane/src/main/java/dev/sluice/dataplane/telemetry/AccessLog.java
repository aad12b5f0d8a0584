package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.ExchangeRecord;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per request, written by one thread for the whole process. Each event loop puts its lines into a bounded ring of its own; if the disk or the reader of
 * stdout does not keep up, lines are dropped and counted, never traffic held. Lines of different loops may come some twenty milliseconds out of order.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    /** Of each loop's ring, in bytes: some 3,000 usual lines. */
    private static final int CAPACITY = 1 << 20;
    private static final long NAP_NANOS = 20_000_000;
    private static final long SLEEP_NANOS = 1_000_000_000;
    private static final int NAPS_BEFORE_SLEEP = 50;
    private static final long CLOSE_MILLIS = 2_000;

    private final List<LineRing> rings = new CopyOnWriteArrayList<>();
    private final FastThreadLocal<LineRing> own;
    private final LongAdder dropped = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final @Nullable Thread writer;
    private volatile boolean asleep;
    private volatile boolean reopen;
    private volatile boolean closing;

    /** Where the bytes go. Used by the writer's thread alone. */
    private interface Target extends AutoCloseable {
        WritableByteChannel channel();

        /** Goes on with a new file of the same name, after the old one was moved away. */
        void reopen() throws IOException;

        @Override
        void close() throws IOException;
    }

    private AccessLog(@Nullable Target target, LineFormat format, int capacity) {
        this.own = new FastThreadLocal<>() {
            @Override
            protected LineRing initialValue() {
                var made = new LineRing(format.writer(), capacity);
                rings.add(made);
                return made;
            }
        };
        this.writer = target == null ? null : Thread.ofPlatform().daemon().name("sluice-access-log").start(() -> writeAll(target));
    }

    public static AccessLog off() {
        return new AccessLog(null, LineFormat.JSON, CAPACITY);
    }

    public static AccessLog stdout(LineFormat format) {
        return new AccessLog(new Stdout(), format, CAPACITY);
    }

    /** Appends to {@code path}, readable by owner and group. */
    public static AccessLog file(Path path, LineFormat format) throws IOException {
        return file(path, format, CAPACITY);
    }

    /** @param capacity of each event loop's ring, in bytes: a power of two, kept as long as the loop lives */
    public static AccessLog file(Path path, LineFormat format, int capacity) throws IOException {
        return new AccessLog(new AppendedFile(path), format, capacity);
    }

    /** On an event loop, or any thread that lives as long as the process; returns at once. */
    void log(String node, ExchangeRecord record) {
        if (writer == null) return;
        LineRing ring = own.get();
        if (closing || !ring.append(node, record)) {
            dropped.increment();
            return;
        }
        if (asleep || ring.isHalfFull()) {
            asleep = false;
            LockSupport.unpark(writer);
        }
    }

    /** After a log rotation moved the file: the next line goes to a new one. */
    public void reopen() {
        reopen = true;
        if (writer != null) LockSupport.unpark(writer);
    }

    /** Lines lost because the ring was full or writing failed. */
    public long dropped() {
        return dropped.sum();
    }

    public long written() {
        return written.sum();
    }

    /** Writes what is queued, for at most two seconds, then ends. */
    @Override
    public void close() {
        closing = true;
        if (writer == null) return;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll(Target to) {
        int naps = 0;
        boolean failing = false;
        while (true) {
            boolean last = closing;
            boolean any = false;
            for (LineRing ring : rings) {
                if (ring.waiting() == 0) continue;
                any = true;
                failing = flush(to, ring, failing);
            }
            if (reopen) reopen(to);
            if (last) break;
            // Lines gather while it rests: a system call for each would cost more than the lines.
            naps = any ? 0 : naps + 1;
            if (naps < NAPS_BEFORE_SLEEP) LockSupport.parkNanos(this, NAP_NANOS);
            else
                sleep();
        }
        try {
            to.close();
        } catch (IOException e) {
            LOG.warn("access log could not be closed: {}", e.toString());
        }
    }

    /**
     * Producers look at {@code asleep} after they have put something in, without a fence, which would cost each request more than this costs an idle process: what one
     * put in while it still read the old value is seen after the nap, and at the latest when the sleep ends.
     */
    private void sleep() {
        asleep = true;
        LockSupport.parkNanos(this, NAP_NANOS);
        if (isEmpty() && !closing && !reopen) LockSupport.parkNanos(this, SLEEP_NANOS);
        asleep = false;
    }

    private boolean isEmpty() {
        for (LineRing ring : rings) {
            if (ring.waiting() > 0) return false;
        }
        return true;
    }

    private boolean flush(Target to, LineRing ring, boolean failing) {
        try {
            ring.takeTo(to.channel());
            written.add(ring.newLines());
            if (failing) LOG.info("access log is written again; {} lines were lost so far", dropped());
            return false;
        } catch (IOException e) {
            dropped.add(ring.newLines());
            if (!failing) LOG.error("access log cannot be written, lines are lost until it can: {}", e.toString());
            return true;
        }
    }

    private void reopen(Target to) {
        reopen = false;
        try {
            to.reopen();
        } catch (IOException e) {
            LOG.error("access log cannot be reopened, going on with the old file: {}", e.toString());
        }
    }

    private static final class Stdout implements Target {
        private final FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();

        @Override
        public WritableByteChannel channel() {
            return channel;
        }

        @Override
        public void reopen() {}

        /** Stdout is the process's, not ours. */
        @Override
        public void close() {}
    }

    private static final class AppendedFile implements Target {
        private final Path path;
        private FileChannel channel;

        AppendedFile(Path path) throws IOException {
            this.path = path;
            this.channel = open(path);
        }

        private static FileChannel open(Path path) throws IOException {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            return FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        }

        @Override
        public WritableByteChannel channel() {
            return channel;
        }

        @Override
        public void reopen() throws IOException {
            FileChannel next = open(path);
            channel.close();
            channel = next;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
