package dev.sluice.dataplane.transport;

/** How sockets reach the kernel. */
public enum Transport {
    EPOLL("epoll"), IO_URING("io_uring"),
    /** What the JDK has everywhere: one listening socket only, no unix-domain endpoints. */
    NIO("nio");

    private final String text;

    Transport(String text) {
        this.text = text;
    }

    /** As in flags, metrics and log lines. */
    @Override
    public String toString() {
        return text;
    }
}
