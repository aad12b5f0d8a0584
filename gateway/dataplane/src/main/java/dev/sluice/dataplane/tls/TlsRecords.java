package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.dataplane.http.LoopBuffers;
import dev.sluice.dataplane.http.StraightRecords;
import dev.sluice.dataplane.http.TlsLayer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.Buffer;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The records of one connection whose handshake is complete: what came is decrypted from where the socket was read into, what is written is encrypted once and goes
 * straight to the socket. Beside the ciphers Netty's own handler costs a small request far more. BoringSSL keeps the beginning of a record until the rest comes. On the
 * connection's event loop.
 */
final class TlsRecords extends TlsLayer {
    /** For what BoringSSL says while it reads: an alert, the answer to a key update. */
    private static final int ASIDE = 2048;
    /** BoringSSL writes session tickets before the first that is written. Larger ones, which hold a client's certificates, make the buffer grow. */
    private static final int TICKETS = 768;
    /** Plain bytes (RFC 8446 section 5.1). */
    private static final int RECORD = 16 * 1024;
    /** So long a peer may leave our last alert untaken. */
    private static final long LAST_ALERT_MILLIS = 3000;

    private final ReferenceCountedOpenSslEngine engine;
    private final LoopBuffers buffers = LoopBuffers.own();
    private final int overhead;
    /** 0 once they are freed. */
    private long ssl;
    private long bio;
    private int tickets = TICKETS;
    private boolean inputEnded;
    /** Nothing can be written any more. */
    private boolean outputEnded;
    /** Done when the last that we say is sent. */
    private @Nullable ChannelFuture goodbye;
    /** Whether what was read since the last pause came to something. */
    private boolean delivered;
    private @Nullable ChannelHandlerContext own;
    private @Nullable StraightRecords out;

    /**
     * @param engine whose handshake is complete, and nothing of it unsent. It becomes this handler's, which frees it; for anything but its session it is not to
     *        be used any more
     */
    TlsRecords(ReferenceCountedOpenSslEngine engine) {
        this.engine = engine;
        this.ssl = engine.sslPointer();
        this.overhead = SSL.getMaxWrapOverhead(ssl);
        // In place of the engine's, which ends with this.
        this.bio = SSL.bioNewByteBuffer(ssl, ASIDE);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        own = context;
        out = new StraightRecords(context.channel());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (ssl == 0) return;
        out().pass(context);
        ssl = 0;
        bio = 0;
        engine.release();
    }

    private StraightRecords out() {
        StraightRecords known = out;
        if (known == null) throw new IllegalStateException("not in a pipeline");
        return known;
    }

    // ---- what comes

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf cipher)) {
            context.fireChannelRead(message);
            return;
        }
        if (ssl == 0 || inputEnded) {
            cipher.release();
            return;
        }
        ByteBuf plain = null;
        int end;
        try {
            plain = context.alloc().directBuffer(Math.max(1, cipher.readableBytes()));
            end = decrypt(cipher, plain);
        } catch (Throwable noMemory) {
            // Records are lost: what followed would not be what the peer sent.
            if (plain != null) plain.release();
            inputEnded = true;
            outputEnded = true;
            context.close();
            throw noMemory;
        } finally {
            cipher.release();
        }
        boolean more = end == SSL.SSL_ERROR_WANT_READ || end == SSL.SSL_ERROR_WANT_WRITE;
        SSLException broken = more || end == SSL.SSL_ERROR_ZERO_RETURN ? null : failure();
        // Before anybody answers what came in front of it: BoringSSL says no more now.
        if (broken != null) alert(context);
        if (plain.isReadable()) {
            delivered = true;
            context.fireChannelRead(FittedReads.fitted(plain));
        } else {
            plain.release();
        }
        if (more || ssl == 0) return;
        inputEnded = true;
        if (broken != null) context.fireExceptionCaught(broken);
        if (ssl != 0) endedByPeer(context);
    }

    /**
     * Reads all of {@code cipher}.
     *
     * @return why BoringSSL had no more to give
     */
    private int decrypt(ByteBuf cipher, ByteBuf plain) {
        int length = cipher.readableBytes();
        if (length == 0) return SSL.SSL_ERROR_WANT_READ;
        SSL.bioSetByteBuffer(bio, address(cipher, cipher.readerIndex(), length), length, false);
        try {
            while (true) {
                int room = plain.writableBytes();
                if (room == 0) {
                    // The rest of a record whose beginning came earlier.
                    int more = SSL.sslPending(ssl) + SSL.bioLengthByteBuffer(bio);
                    if (more == 0) return SSL.SSL_ERROR_WANT_READ;
                    room = plain.ensureWritable(more).writableBytes();
                }
                int read = SSL.readFromSSL(ssl, address(plain, plain.writerIndex(), room), room);
                if (read <= 0) return SSL.getError(ssl, read);
                plain.writerIndex(plain.writerIndex() + read);
                // A record that leaves room was given whole.
                if (read < room && SSL.bioLengthByteBuffer(bio) == 0) return SSL.SSL_ERROR_WANT_READ;
            }
        } finally {
            SSL.bioClearByteBuffer(bio);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        boolean came = delivered;
        delivered = false;
        context.fireChannelReadComplete();
        // Whoever asked for bytes one by one got none of the record that is under way.
        if (!came && !context.channel().config().isAutoRead()) context.read();
    }

    /**
     * The peer sends no more, or nothing that can be read. As by a FIN in clear text the connection ends; what was written before still goes, as long as the peer takes
     * any of it.
     */
    private void endedByPeer(ChannelHandlerContext context) {
        ChannelFuture last = outputEnded ? goodbye : sayGoodbye(context);
        if (last == null || last.isDone()) context.close(context.newPromise());
        else
            last.addListener(done -> context.close(context.newPromise()));
    }

    // ---- what goes

    @Override
    public boolean send(ByteBuf text) {
        ChannelHandlerContext context = own;
        StraightRecords way = out();
        if (context == null || ssl == 0 || outputEnded || !way.isFree() || !text.isReadable()) return false;
        ByteBuf cipher;
        try {
            cipher = encrypt(context.alloc(), text);
        } catch (SSLException | OutOfMemoryError cannot) {
            // It is written as usual, and fails there.
            return false;
        }
        text.readerIndex(text.writerIndex());
        way.send(context, cipher);
        return true;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf plain)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new UnsupportedOperationException("only bytes can be encrypted"));
            return;
        }
        if (ssl == 0 || outputEnded) {
            plain.release();
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (!plain.isReadable()) {
            out().write(context, plain, promise);
            return;
        }
        ByteBuf cipher;
        try {
            cipher = encrypt(context.alloc(), plain);
        } catch (SSLException | OutOfMemoryError cannot) {
            promise.tryFailure(cannot);
            context.close();
            return;
        } finally {
            plain.release();
        }
        out().write(context, cipher, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        out().flush(context);
    }

    private ByteBuf encrypt(ByteBufAllocator allocator, ByteBuf plain) throws SSLException {
        boolean inOnePiece = plain.hasMemoryAddress() || plain.isDirect() && plain.nioBufferCount() == 1;
        if (!inOnePiece) return encryptCopy(allocator, plain);
        int length = plain.readableBytes();
        long from = address(plain, plain.readerIndex(), length);
        int need = length + ((length - 1) / RECORD + 1) * overhead + tickets;
        ByteBuf cipher = need <= LoopBuffers.TEXT ? buffers.text(allocator) : allocator.directBuffer(need);
        tickets = 0;
        try {
            for (int done = 0; done < length;) {
                int room = cipher.writableBytes();
                SSL.bioSetByteBuffer(bio, address(cipher, cipher.writerIndex(), room), room, true);
                int error = SSL.SSL_ERROR_NONE;
                try {
                    SSL.bioFlushByteBuffer(bio);
                    int written = SSL.writeToSSL(ssl, from + done, length - done);
                    if (written > 0) done += written;
                    else
                        error = SSL.getError(ssl, written);
                    cipher.writerIndex(cipher.writerIndex() + room - SSL.bioLengthByteBuffer(bio));
                } finally {
                    SSL.bioClearByteBuffer(bio);
                }
                if (error == SSL.SSL_ERROR_WANT_WRITE) cipher.ensureWritable(RECORD);
                else if (error != SSL.SSL_ERROR_NONE) throw failure();
            }
            return cipher;
        } catch (Throwable cannot) {
            // What BoringSSL has numbered and we did not send cannot be sent again: no more may follow.
            outputEnded = true;
            cipher.release();
            throw cannot;
        }
    }

    private ByteBuf encryptCopy(ByteBufAllocator allocator, ByteBuf plain) throws SSLException {
        ByteBuf copy = allocator.directBuffer(plain.readableBytes());
        try {
            return encrypt(allocator, copy.writeBytes(plain, plain.readerIndex(), plain.readableBytes()));
        } finally {
            copy.release();
        }
    }

    private static SSLException failure() {
        int error = SSL.getLastErrorNumber();
        SSL.clearError();
        return new SSLException("TLS: " + SSL.getErrorString(error));
    }

    // ---- the end

    @Override
    public void endOutput() {
        ChannelHandlerContext context = own;
        if (context != null && ssl != 0 && !outputEnded) sayGoodbye(context);
    }

    /** Sends close_notify. */
    private ChannelFuture sayGoodbye(ChannelHandlerContext context) {
        return last(context, true);
    }

    /** Sends the alert that BoringSSL has put aside. */
    private void alert(ChannelHandlerContext context) {
        if (!outputEnded) last(context, false);
    }

    /** The last that is sent. Never throws: whoever ends a connection must come to its end, and if there is no memory to say goodbye nothing is said. */
    private ChannelFuture last(ChannelHandlerContext context, boolean notify) {
        outputEnded = true;
        ChannelPromise sent = context.newPromise();
        goodbye = sent;
        ByteBuf words = null;
        try {
            words = context.alloc().directBuffer(ASIDE);
            if (notify) closeNotify(words);
            else
                takeAside(words);
            ByteBuf whole = words;
            words = null;
            out().write(context, whole, sent);
            out().flush(context);
        } catch (OutOfMemoryError silent) {
            sent.tryFailure(silent);
        } finally {
            if (words != null) words.release();
        }
        return sent;
    }

    /** Session tickets that were never sent go before it; they may need more room. */
    private void closeNotify(ByteBuf to) {
        for (boolean again = true; again;) {
            int room = to.writableBytes();
            SSL.bioSetByteBuffer(bio, address(to, to.writerIndex(), room), room, true);
            try {
                SSL.bioFlushByteBuffer(bio);
                int ended = SSL.shutdownSSL(ssl);
                again = ended < 0 && SSL.getError(ssl, ended) == SSL.SSL_ERROR_WANT_WRITE;
                to.writerIndex(to.writerIndex() + room - SSL.bioLengthByteBuffer(bio));
            } finally {
                SSL.bioClearByteBuffer(bio);
            }
            if (again) to.ensureWritable(RECORD);
        }
        SSL.clearError();
    }

    /** {@code to} has room for all there can be, so that nothing of it stays behind. */
    private void takeAside(ByteBuf to) {
        SSL.bioSetByteBuffer(bio, address(to, 0, ASIDE), ASIDE, true);
        try {
            to.writerIndex(SSL.bioFlushByteBuffer(bio));
        } finally {
            SSL.bioClearByteBuffer(bio);
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        ChannelFuture last = goodbye;
        if (last == null && ssl != 0 && !outputEnded && context.channel().isActive()) last = sayGoodbye(context);
        if (last == null || last.isDone() || !context.channel().isActive()) {
            if (ssl != 0) out().pass(context);
            context.close(promise);
            return;
        }
        // What was written before goes first, but does not keep the connection.
        Future<?> patience = context.executor().schedule(() -> closeOnce(context, promise), LAST_ALERT_MILLIS, TimeUnit.MILLISECONDS);
        last.addListener(done -> {
            patience.cancel(false);
            closeOnce(context, promise);
        });
    }

    private static void closeOnce(ChannelHandlerContext context, ChannelPromise promise) {
        if (!promise.isDone()) context.close(promise);
    }

    @Override
    public void disconnect(ChannelHandlerContext context, ChannelPromise promise) {
        close(context, promise);
    }

    private static long address(ByteBuf of, int index, int length) {
        if (of.hasMemoryAddress()) return of.memoryAddress() + index;
        ByteBuffer view = of.internalNioBuffer(index, length);
        return Buffer.address(view) + view.position();
    }
}
