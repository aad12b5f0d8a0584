package dev.sluice.dataplane.listen;

import dev.sluice.dataplane.transport.IoUringSockets;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.transport.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * Reaches into Vert.x, as {@link dev.sluice.dataplane.transport.ServingVertx} does: its event loops and its transport, for sockets of our own. {@code io.vertx.core.internal}
 * promises no stability.
 */
public final class EventLoops {
    private final List<EventLoop> loops;
    private final Transport transport;
    private final boolean nativeTransport;

    private EventLoops(List<EventLoop> loops, Transport transport, boolean nativeTransport) {
        this.loops = List.copyOf(loops);
        this.transport = transport;
        this.nativeTransport = nativeTransport;
    }

    /** @param count taken, as far as there are as many */
    public static EventLoops of(Vertx vertx, int count) {
        var inside = (VertxInternal) vertx;
        var loops = new ArrayList<EventLoop>();
        for (EventExecutor one : inside.nettyEventLoopGroup()) {
            if (loops.size() < count) loops.add((EventLoop) one);
        }
        return new EventLoops(loops, inside.transport(), vertx.isNativeTransportEnabled());
    }

    public List<EventLoop> all() {
        return loops;
    }

    /** Whether several sockets can listen on one address (SO_REUSEPORT). */
    boolean canShareAddress() {
        return nativeTransport;
    }

    /** Gives the sockets that {@code bootstrap} accepts what the transport needs. */
    void configure(ServerBootstrap bootstrap) {
        if (transport instanceof IoUringSockets) IoUringSockets.configure(bootstrap);
    }

    /** Gives a connection that was accepted the handlers that the transport needs. */
    void prepare(Channel accepted) {
        if (transport instanceof IoUringSockets) IoUringSockets.prepare(accepted);
    }

    ChannelFactory<? extends ServerChannel> serverChannels() {
        return transport.serverChannelFactory(false);
    }

    /** @param unixDomain for a path instead of an IP address */
    public ChannelFactory<? extends Channel> clientChannels(boolean unixDomain) {
        return transport.channelFactory(unixDomain);
    }
}
