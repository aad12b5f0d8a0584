package dev.sluice.node.source;

import dev.sluice.node.source.ApiClient.ApiException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a response, for a thread that waits for them. The event loop reads on only as that thread takes chunks away, so that a slow reader holds
 * the server's socket instead of memory.
 */
final class LineStream implements AutoCloseable {
    /** A Secret or VirtualService is at most a megabyte or so; a line beyond this is no object. */
    private static final int MAX_LINE = 16 << 20;
    private static final int CHUNKS_AHEAD = 16;

    private final HttpClientResponse response;
    private final Context context;
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private byte[] held = new byte[16_384];
    private int start;
    private int end;
    private int scanned;

    private sealed interface Item {
        record Chunk(Buffer bytes) implements Item {}

        record End() implements Item {}

        record Broken(Throwable cause) implements Item {}
    }

    /** A line, without its newline, as bytes of an array that stays as it is until the next call. */
    record Line(byte[] array, int offset, int length) {}

    /** Call on the response's context, before it has read on. */
    LineStream(HttpClientResponse response) {
        this.response = response;
        this.context = Vertx.currentContext();
        response.pause();
        response.handler(chunk -> items.add(new Item.Chunk(chunk)));
        response.endHandler(end -> items.add(new Item.End()));
        response.exceptionHandler(cause -> items.add(new Item.Broken(cause)));
        response.fetch(CHUNKS_AHEAD);
    }

    /**
     * The next line, when it is there.
     *
     * @return null if the server ended the stream
     * @throws ApiException if the connection broke, or nothing came for {@code silence}
     */
    @Nullable
    Line next(Duration silence) throws ApiException, InterruptedException {
        while (true) {
            for (; scanned < end; scanned++) {
                if (held[scanned] != '\n') continue;
                var line = new Line(held, start, scanned - start);
                scanned++;
                start = scanned;
                return line;
            }
            Item item = items.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            switch (item) {
                case null -> throw new ApiException("not a word for " + silence.toSeconds() + " s");
                case Item.End end -> {
                    return null;
                }
                case Item.Broken broken -> throw new ApiException("the stream broke off: " + broken.cause().getMessage(), broken.cause());
                case Item.Chunk chunk -> {
                    append(chunk.bytes());
                    context.runOnContext(now -> response.fetch(1));
                }
            }
        }
    }

    private void append(Buffer chunk) throws ApiException {
        int rest = end - start;
        if (rest + chunk.length() > MAX_LINE) throw new ApiException("a line of more than " + MAX_LINE + " bytes");
        if (end + chunk.length() > held.length) {
            byte[] room = rest + chunk.length() > held.length ? new byte[Math.max(held.length * 2, rest + chunk.length())] : held;
            System.arraycopy(held, start, room, 0, rest);
            held = room;
            start = 0;
            end = rest;
            scanned = rest;
        }
        chunk.getBytes(held, end);
        end += chunk.length();
    }

    @Override
    public void close() {
        context.runOnContext(now -> response.request().connection().close());
        Arrays.fill(held, (byte) 0);
    }
}
