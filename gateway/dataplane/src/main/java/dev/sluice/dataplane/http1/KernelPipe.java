package dev.sluice.dataplane.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The pipe through which an event loop lets the kernel move bodies from one socket to another without copying them. It is empty between calls: what
 * one socket does not take leaves as a buffer, so that one pipe serves all connections. On its event loop only.
 */
final class KernelPipe {
    /** What a pipe holds as the kernel makes it, if its pages are full. Larger ones were measured to cost more. */
    private static final int ROOM = 64 * 1024;
    private static final FastThreadLocal<@Nullable KernelPipe> OWN = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(@Nullable KernelPipe pipe) {
            if (pipe != null) pipe.close();
        }
    };

    private final FileDescriptor out;
    private final FileDescriptor in;

    private KernelPipe(FileDescriptor out, FileDescriptor in) {
        this.out = out;
        this.in = in;
    }

    /** That of the current event loop; null if the process may open no more files. */
    static @Nullable KernelPipe own() {
        KernelPipe known = OWN.get();
        if (known != null) return known;
        try {
            FileDescriptor[] ends = FileDescriptor.pipe();
            var made = new KernelPipe(ends[0], ends[1]);
            OWN.set(made);
            return made;
        } catch (IOException none) {
            return null;
        }
    }

    /** Puts {@code text}, which is short, before all that is moved. */
    void lead(ByteBuf text) throws IOException {
        int written = in.writeAddress(text.memoryAddress(), text.readerIndex(), text.writerIndex());
        if (written != text.readableBytes()) throw new IOException("the pipe took only " + written + " bytes");
    }

    /** How many bytes came from {@code socket}; 0 if none wait there, or it has ended or failed, which its next reader sees. */
    int fill(FileDescriptor socket, int atMost) {
        try {
            return Native.splice(socket.intValue(), -1, in.intValue(), -1, Math.min(atMost, ROOM));
        } catch (IOException broken) {
            return 0;
        }
    }

    /** How many bytes {@code socket} took, of the {@code held} that the pipe holds. */
    int empty(FileDescriptor socket, int held) throws IOException {
        int taken = 0;
        while (taken < held) {
            int more = Native.splice(out.intValue(), -1, socket.intValue(), -1, held - taken);
            if (more <= 0) break;
            taken += more;
        }
        return taken;
    }

    /** Takes the {@code held} bytes that the pipe still holds back out of it, into {@code to}, which has the room and is released if that fails. */
    ByteBuf takeBack(ByteBuf to, int held) throws IOException {
        boolean whole = false;
        try {
            for (int left = held; left > 0;) {
                int read = out.readAddress(to.memoryAddress(), to.writerIndex(), to.writerIndex() + left);
                if (read <= 0) throw new IOException("the pipe gave less than it held");
                to.writerIndex(to.writerIndex() + read);
                left -= read;
            }
            whole = true;
            return to;
        } finally {
            if (!whole) to.release();
        }
    }

    /** After a failure nobody knows what it holds: the next user gets a new one. */
    static void forget() {
        OWN.remove();
    }

    private void close() {
        close(out);
        close(in);
    }

    private static void close(FileDescriptor one) {
        try {
            one.close();
        } catch (IOException gone) {
            // Nothing is left to be lost.
        }
    }
}
