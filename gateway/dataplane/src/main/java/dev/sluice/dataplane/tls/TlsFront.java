package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.rules.decide.Acceptance;
import dev.sluice.rules.decide.ConnectionFacts;
import dev.sluice.rules.decide.Decider;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.PlainServer;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * First on a connection where TLS is spoken: reads the ClientHello, asks which server takes it (RX-51), and puts that server's TLS in its own place. Who is
 * served by nobody is closed at once and told nothing (RX-52). Nothing is kept by server name. One per connection, on its event loop.
 */
public final class TlsFront extends ByteToMessageDecoder {
    /** The world as a new connection sees it: both of one snapshot. */
    public record World(Listener listener, TlsServers servers) {}

    /** Where the connection goes on. Each is called at most once, with bytes following in the pipeline. */
    public interface Next {
        /** Speaks no TLS, and the listener has a server for that. */
        void plain(ChannelHandlerContext context, PlainServer server);

        /** The handshake is complete. */
        void secured(ChannelHandlerContext context, TlsServer.Https server, TlsFacts facts);

        /** The connection is being closed. {@code sni} as far as it is known. */
        void refused(ChannelHandlerContext context, @Nullable String sni, Refusal why);
    }

    private final World world;
    private final Duration handshakeTimeout;
    private final Next next;
    private final ClientHello hello = new ClientHello();
    private @Nullable ScheduledFuture<?> deadline;
    private boolean done;
    private @Nullable String sni;

    /** @param handshakeTimeout from the connection's start to the end of its handshake */
    public TlsFront(World world, Duration handshakeTimeout, Next next) {
        this.world = world;
        this.handshakeTimeout = handshakeTimeout;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        super.handlerAdded(context);
        deadline = context.executor().schedule(() -> refuse(context, new Refusal.Failed("no ClientHello within " + handshakeTimeout)),
                handshakeTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        stopClock();
    }

    private void stopClock() {
        if (deadline != null) deadline.cancel(false);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (done) {
            in.skipBytes(in.readableBytes());
            return;
        }
        switch (hello.read(in)) {
            case ClientHello.Reading.More more -> {
            }
            case ClientHello.Reading.NotTls notTls -> accept(context, new ConnectionFacts(false, null));
            case ClientHello.Reading.Hello found -> accept(context, new ConnectionFacts(true, found.sni()));
            case ClientHello.Reading.Malformed malformed ->
                refuse(context, new Refusal.Failed("malformed ClientHello: " + malformed.why()));
        }
    }

    private void accept(ChannelHandlerContext context, ConnectionFacts facts) {
        done = true;
        sni = facts.sni();
        switch (Decider.accept(world.listener(), facts)) {
            case Acceptance.Plain plain -> {
                next.plain(context, plain.server());
                context.pipeline().remove(this);
            }
            case Acceptance.Tls tls -> serve(context, tls.server());
            case Acceptance.NoServer none -> refuse(context, new Refusal.NoServer());
        }
    }

    private void serve(ChannelHandlerContext context, TlsServer server) {
        switch (server) {
            case TlsServer.Refuse refusal -> refuse(context, new Refusal.NotEnforced(refusal.refusal()));
            case TlsServer.Https https -> {
                switch (world.servers().of(server)) {
                    case TlsServers.Outcome.Broken broken -> refuse(context, new Refusal.Failed(broken.problem()));
                    case TlsServers.Outcome.Ready ready -> shakeHands(context, https, ready.context());
                }
            }
        }
    }

    private void shakeHands(ChannelHandlerContext context, TlsServer.Https server, ServerContext tls) {
        long left = deadline == null ? handshakeTimeout.toMillis() : Math.max(1, deadline.getDelay(TimeUnit.MILLISECONDS));
        var pipeline = context.pipeline();
        pipeline.addAfter(context.name(), "handshake",
                new TlsHandshake(tls.newEngine(context.alloc()), left, sni, server, tls.demanded(), next));
        FittedReads.ofRecords(context.channel());
        // Leaving hands the ClientHello on to the handler that follows.
        pipeline.remove(this);
    }

    private void refuse(ChannelHandlerContext context, Refusal why) {
        done = true;
        stopClock();
        next.refused(context, sni, why);
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(context, new Refusal.Failed(String.valueOf(cause.getMessage())));
    }
}
