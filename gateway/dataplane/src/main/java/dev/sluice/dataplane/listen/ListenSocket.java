package dev.sluice.dataplane.listen;

import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.dataplane.http.ReadSize;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What listens on one address: a socket per event loop that share it, or one socket where the transport cannot. Its listener may change while it is
 * open. Opened and closed by one thread that may wait.
 */
public final class ListenSocket {
    private static final int BACKLOG = 4096;
    /** A loop that does not accept for so long is stuck. */
    private static final int EMPTYING_MILLIS = 5000;
    private static final int RECEIVE_BUFFER = 64 * 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final List<Channel> channels;
    private final int port;
    private volatile String listener;
    private boolean refusing;

    private ListenSocket(List<Channel> channels, int port, String listener) {
        this.channels = channels;
        this.port = port;
        this.listener = listener;
    }

    /** Takes new connections, on their event loops. */
    public interface Acceptor {
        void accept(Channel channel, String listener);
    }

    /**
     * Opens, waiting until it is done.
     *
     * @throws IOException if the address cannot be had; nothing is left open then
     */
    public static ListenSocket open(ListenPlan.Address address, String listener, EventLoops loops, Acceptor acceptor) throws IOException {
        InetAddress host = address.host().isEmpty() ? null : InetAddress.ofLiteral(address.host());
        int port = probe(host, Math.max(0, address.port()));
        var socketAddress = host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        var opened = new ArrayList<Channel>();
        var socket = new ListenSocket(opened, port, listener);
        List<EventLoop> own = loops.canShareAddress() ? loops.all() : List.of(loops.all().getFirst());
        for (EventLoop loop : own) {
            ChannelFuture bound = socket.bootstrap(loops, loop, acceptor).bind(socketAddress).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                socket.close();
                throw new IOException(String.valueOf(bound.cause().getMessage()), bound.cause());
            }
            opened.add(bound.channel());
        }
        return socket;
    }

    /** Sockets that share an address would not notice that another program has it too: this one would. */
    private static int probe(@org.jspecify.annotations.Nullable InetAddress host, int port) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port), 1);
            return probe.getLocalPort();
        }
    }

    private ServerBootstrap bootstrap(EventLoops loops, EventLoop loop, Acceptor acceptor) {
        boolean shared = loops.canShareAddress();
        var bootstrap = new ServerBootstrap().group(loop, loop).channelFactory(loops.serverChannels())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadSize(RECEIVE_BUFFER))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK).childHandler(initializer(loops, acceptor));
        loops.configure(bootstrap);
        return shared ? bootstrap.option(UnixChannelOption.SO_REUSEPORT, true) : bootstrap;
    }

    private ChannelHandler initializer(EventLoops loops, Acceptor acceptor) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                // By io_uring the peer is asked for when it may be gone: reset while it waited to be taken.
                if (channel.remoteAddress() == null) {
                    channel.close();
                    return;
                }
                loops.prepare(channel);
                channel.pipeline().addLast(FittedReads.INSTANCE);
                acceptor.accept(channel, listener);
            }
        };
    }

    public int port() {
        return port;
    }

    public String listener() {
        return listener;
    }

    public void reassign(String newListener) {
        listener = newListener;
    }

    /** Lets no new connection begin and takes those that have: {@link #close} may follow a little later without cutting any. */
    public void refuseNewcomers() {
        for (Channel one : channels) refusing |= AcceptQueue.refuseNewcomers(one);
    }

    /** Stops accepting, waiting until it is done. */
    public void close() {
        if (refusing) emptyQueues();
        for (Channel one : channels) one.close().awaitUninterruptibly();
    }

    /** The loops accept meanwhile. */
    private void emptyQueues() {
        for (int i = 0; i < EMPTYING_MILLIS && waiting() > 0; i++) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }

    private int waiting() {
        int sum = 0;
        for (Channel one : channels) sum += AcceptQueue.length(one);
        return sum;
    }
}
