package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.dataplane.http.PeerCertificate;
import dev.sluice.rules.model.TlsTermination.ClientCertificate;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one connection: what there is to say at a time goes out as one piece. At its end {@link TlsRecords} stands in its place; if it fails, the peer is
 * told by an alert. On the connection's event loop.
 */
final class TlsHandshake extends ByteToMessageDecoder {
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);
    /** ServerHello to Finished with a chain of two certificates. */
    private static final int FLIGHT = 4096;
    private static final int RECORD = 17 * 1024;
    /** The engine wants room for data, of which there is none before the end. */
    private static final ByteBuffer UNUSED = ByteBuffer.allocateDirect(RECORD);

    private final ReferenceCountedOpenSslEngine engine;
    private final long timeoutMillis;
    private final @Nullable String sni;
    private final TlsServer.Https server;
    private final ClientCertificate demanded;
    private final TlsFront.Next next;
    private @Nullable ScheduledFuture<?> deadline;
    /** Complete or failed. */
    private boolean done;
    private boolean handedOver;
    /** Whether a task of the engine ran in this step, which may have been the last one. */
    private boolean worked;

    /** @param engine becomes this handler's, or that of the one which follows it */
    TlsHandshake(ReferenceCountedOpenSslEngine engine, long timeoutMillis, @Nullable String sni, TlsServer.Https server,
            ClientCertificate demanded, TlsFront.Next next) {
        this.engine = engine;
        this.timeoutMillis = timeoutMillis;
        this.sni = sni;
        this.server = server;
        this.demanded = demanded;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> fail(context, "handshake timed out"), timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (deadline != null) deadline.cancel(false);
        if (!handedOver) engine.release();
        handedOver = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (!done) fail(context, "the connection was closed");
        super.channelInactive(context);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> decoded) {
        if (done) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            while (!done && offer(context, in)) {
                // The engine takes one record at a time, and tells that it was the last one only when it is asked again: before it is given the next, which may be data.
                while (offer(context, Unpooled.EMPTY_BUFFER)) {}
            }
        } catch (SSLException failed) {
            fail(context, String.valueOf(failed.getMessage()));
        }
    }

    /** False if nothing came of it. */
    private boolean offer(ChannelHandlerContext context, ByteBuf in) throws SSLException {
        if (done) return false;
        SSLEngineResult result = engine.unwrap(in.nioBuffer(), UNUSED.duplicate());
        in.skipBytes(result.bytesConsumed());
        if (result.bytesProduced() > 0) throw new SSLException("data before the end of the handshake");
        if (result.getStatus() == Status.BUFFER_OVERFLOW) throw new SSLException("a record that is too long");
        worked = false;
        HandshakeStatus status = answer(context, result.getHandshakeStatus());
        if (status == HandshakeStatus.FINISHED) complete(context);
        else if (result.getStatus() == Status.CLOSED) throw new SSLException("the peer ended the handshake");
        return worked || result.bytesConsumed() > 0;
    }

    /** Does what the engine asks for until it wants to be offered something. */
    private HandshakeStatus answer(ChannelHandlerContext context, HandshakeStatus asked) throws SSLException {
        ByteBuf flight = null;
        try {
            HandshakeStatus status = asked;
            while (status == HandshakeStatus.NEED_WRAP) {
                if (flight == null) flight = context.alloc().directBuffer(FLIGHT);
                status = wrap(flight);
            }
            if (status == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    worked = true;
                    task.run();
                }
            }
            return status;
        } finally {
            // An alert goes out, too.
            if (flight != null && flight.isReadable()) context.writeAndFlush(flight);
            else if (flight != null) flight.release();
        }
    }

    private HandshakeStatus wrap(ByteBuf flight) throws SSLException {
        SSLEngineResult result = engine.wrap(NOTHING, flight.nioBuffer(flight.writerIndex(), flight.writableBytes()));
        flight.writerIndex(flight.writerIndex() + result.bytesProduced());
        if (result.getStatus() == Status.BUFFER_OVERFLOW || !flight.isWritable()) flight.ensureWritable(RECORD);
        else if (result.bytesProduced() == 0 && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP)
            throw new SSLException("the peer ended the handshake");
        return result.getHandshakeStatus();
    }

    private void complete(ChannelHandlerContext context) {
        done = true;
        var session = engine.getSession();
        @Nullable PeerCertificate peer = demanded == ClientCertificate.NONE ? null : PeerCertificates.of(session);
        if (demanded == ClientCertificate.REQUIRED && peer == null) {
            // Cannot happen unless a session of another server was resumed; trust is at stake, so it is not left to the library alone.
            next.refused(context, sni, new Refusal.Failed("TLS session without the client certificate that " + server.from() + " demands"));
            context.close();
            return;
        }
        String alpn = engine.getNegotiatedApplicationProtocol();
        var facts = new TlsFacts(sni, alpn == null || alpn.isEmpty() ? null : alpn, session.getProtocol(), session.getCipherSuite(), peer);
        context.pipeline().addAfter(context.name(), "tls", new TlsRecords(engine));
        handedOver = true;
        FittedReads.leave(context.channel());
        next.secured(context, server, facts);
        // Leaving hands on what came behind the handshake.
        context.pipeline().remove(this);
    }

    private void fail(ChannelHandlerContext context, String why) {
        if (done) return;
        done = true;
        next.refused(context, sni, new Refusal.Failed("TLS handshake failed: " + why));
        // Behind the alert.
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, String.valueOf(cause.getMessage()));
        context.close();
    }
}
