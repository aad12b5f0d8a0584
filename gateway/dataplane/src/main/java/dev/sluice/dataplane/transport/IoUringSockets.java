package dev.sluice.dataplane.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringSocketChannel;
import io.vertx.core.impl.transports.IoUringTransport;

/**
 * Vert.x's io_uring transport with unix-domain sockets, and with receives into buffers that the kernel takes from a ring of the event loop. By Netty's default, which
 * waits for each read before it reads, a reset that comes together with data stays unnoticed (Netty 4.2.18). Receives that go on by themselves (multishot) are not used: they
 * do not stop when a connection is held back and the ring is empty, so that memory would grow without bound.
 */
public final class IoUringSockets extends IoUringTransport implements io.vertx.core.transport.Transport {
    private static final short RING = 1;

    private final boolean incremental;

    IoUringSockets() {
        this(IoUring.isRegisterBufferRingIncSupported());
    }

    /** @param incremental whether the kernel fills a buffer by several receives (Linux 6.12) */
    IoUringSockets(boolean incremental) {
        this.incremental = incremental;
    }

    /** To be called before Netty's io_uring is looked at first: it reads this once. */
    static void forbidMultishotReceives() {
        System.setProperty("io.netty.iouring.recvMultiShotEnabled", "false");
    }

    /** What keeps it from being used; empty if nothing. To be asked where io_uring itself can be had. */
    static String obstacle() {
        if (IoUring.isRecvMultishotEnabled())
            return "it was loaded without io.netty.iouring.recvMultiShotEnabled=false, by which memory is not bounded";
        return IoUring.isRegisterBufferRingSupported()
                ? ""
                : "the kernel has no buffer rings (Linux 5.19 has), or a sandbox forbids io_uring_register";
    }

    /** A ring holds half a megabyte, or two where each receive takes a buffer of its own; twice as much was no faster. */
    @Override
    public IoHandlerFactory ioHandlerFactory() {
        var buffers = new IoUringFixedBufferRingAllocator(ByteBufAllocator.DEFAULT, incremental ? 32 * 1024 : 16 * 1024);
        short count = (short) (incremental ? 16 : 128);
        return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setBufferRingConfig(IoUringBufferRingConfig.builder()
                .bufferGroupId(RING).bufferRingSize(count).batchSize(count).incremental(incremental).allocator(buffers).build()));
    }

    /** Lets the sockets that {@code bootstrap} accepts read by the ring. */
    public static void configure(ServerBootstrap bootstrap) {
        bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, RING);
    }

    /** Before any other handler of a connection that was accepted. */
    public static void prepare(Channel accepted) {
        accepted.pipeline().addFirst(new EndOfInput());
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return () -> {
            Channel channel = domainSocket ? new IoUringDomainSocketChannel() : new IoUringSocketChannel();
            channel.config().setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, RING);
            return channel;
        };
    }

    @Override
    public String name() {
        return Transport.IO_URING.toString();
    }

    @Override
    public boolean available() {
        return isAvailable();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return this;
    }
}
