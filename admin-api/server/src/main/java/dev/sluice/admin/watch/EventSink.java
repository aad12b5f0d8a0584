package dev.sluice.admin.watch;

/** Takes the chunks of a stream. */
public interface EventSink {
    /**
     * Returns once the peer's connection has taken the chunk, so that a slow peer slows its stream and nothing is buffered for it.
     *
     * @return false if the peer is gone or took too long: the stream ends
     */
    boolean write(byte[] chunk) throws InterruptedException;
}
