package dev.sluice.dataplane.transport;

import java.util.List;

/** What the owner asks for. Constants are spelt as the flag's values, in any case. */
public enum TransportWish {
    /** What was measured to be best here and is there: epoll, on Linux. */
    AUTO("auto", List.of(Transport.EPOLL, Transport.NIO)), EPOLL("epoll", List.of(Transport.EPOLL, Transport.NIO)), IO_URING("io_uring",
            List.of(Transport.IO_URING, Transport.EPOLL, Transport.NIO)), NIO("nio", List.of(Transport.NIO));

    private final String text;
    private final List<Transport> order;

    TransportWish(String text, List<Transport> order) {
        this.text = text;
        this.order = order;
    }

    /** The first of these that can be had serves: traffic matters more than the wish. */
    List<Transport> order() {
        return order;
    }

    @Override
    public String toString() {
        return text;
    }
}
