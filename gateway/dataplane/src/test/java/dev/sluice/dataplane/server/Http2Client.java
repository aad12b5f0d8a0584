package dev.sluice.dataplane.server;

import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A client connection of HTTP/2 with prior knowledge, on Netty's own codec. */
final class Http2Client implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;
    private final List<Integer> goAways = new CopyOnWriteArrayList<>();

    Http2Client(int port) {
        channel = new Bootstrap().group(group).channel(NioSocketChannel.class).handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel opened) {
                opened.pipeline().addLast(Http2FrameCodecBuilder.forClient().build(),
                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()), new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                if (message instanceof Http2GoAwayFrame frame) goAways.add(frame.lastStreamId());
                                ReferenceCountUtil.release(message);
                            }
                        });
            }
        }).connect("127.0.0.1", port).syncUninterruptibly().channel();
    }

    /** The last stream that each GOAWAY named. */
    List<Integer> goAways() {
        return goAways;
    }

    boolean isOpen() { return channel.isActive(); }

    Call get(String path) {
        return call("GET", path, true);
    }

    /** Sends a request's head. */
    Call call(String method, String path, boolean end, String... fields) {
        var call = new Call();
        Http2StreamChannel stream = new Http2StreamChannelBootstrap(channel).handler(call).open().syncUninterruptibly().getNow();
        call.stream = stream;
        var headers = new DefaultHttp2Headers().method(method).scheme("http").path(path).authority("a.test");
        for (int i = 0; i < fields.length; i += 2) headers.add(fields[i], fields[i + 1]);
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, end));
        return call;
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** A request, and what came back. */
    static final class Call extends ChannelInboundHandlerAdapter {
        private @Nullable Http2StreamChannel stream;
        private final List<Integer> informational = new CopyOnWriteArrayList<>();
        private final StringBuffer text = new StringBuffer();
        private volatile @Nullable Http2Headers head;
        private volatile @Nullable Http2Headers trailers;
        private volatile long received;
        private volatile boolean ended;
        private volatile long reset = -1;
        private volatile boolean gone;
        private final CompletableFuture<Call> over = new CompletableFuture<>();
        private volatile long toWrite;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            switch (message) {
                case Http2HeadersFrame frame -> {
                    int status = frame.headers().status() == null ? 0 : Integer.parseInt(frame.headers().status().toString());
                    if (head != null) trailers = frame.headers();
                    else if (status < 200) informational.add(status);
                    else
                        head = frame.headers();
                    if (frame.isEndStream()) ended = true;
                }
                case Http2DataFrame frame -> {
                    received += frame.content().readableBytes();
                    if (text.length() < 10_000) text.append(frame.content().toString(StandardCharsets.UTF_8));
                    if (frame.isEndStream()) ended = true;
                }
                default -> {
                }
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame frame) reset = frame.errorCode();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            gone = true;
            over.complete(this);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            writeMore();
        }

        private Http2StreamChannel stream() {
            return Objects.requireNonNull(stream);
        }

        Call send(String data, boolean end) {
            stream().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(data, StandardCharsets.UTF_8), end));
            return this;
        }

        /** Writes {@code bytes} as fast as they are taken, then ends. */
        Call large(long bytes) {
            stream().eventLoop().execute(() -> {
                toWrite = bytes;
                writeMore();
            });
            return this;
        }

        private void writeMore() {
            while (toWrite > 0 && stream().isWritable()) {
                int length = (int) Math.min(16_384, toWrite);
                toWrite -= length;
                stream().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[length]), toWrite == 0));
            }
        }

        /** What {@link #large} has not yet been able to write. */
        long unwritten() {
            return toWrite;
        }

        Call trailers(String... fields) {
            var headers = new DefaultHttp2Headers();
            for (int i = 0; i < fields.length; i += 2) headers.add(fields[i], fields[i + 1]);
            stream().writeAndFlush(new DefaultHttp2HeadersFrame(headers, true));
            return this;
        }

        void reset(Http2Error error) {
            stream().writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        void reading(boolean wanted) {
            stream().config().setAutoRead(wanted);
        }

        private static ConditionFactory soon() {
            return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
        }

        Call awaitHead() {
            soon().atMost(PATIENCE).until(() -> head != null || gone);
            return this;
        }

        /** Until the stream is over, whole or not. */
        Call awaitEnd() {
            soon().atMost(PATIENCE.multipliedBy(3)).until(() -> ended || reset >= 0 || gone);
            return this;
        }

        /** Completes when the stream is closed both ways, whole or not. */
        CompletableFuture<Call> over() {
            return over;
        }

        /** 0 if no head came. */
        int status() {
            Http2Headers known = head;
            return known == null ? 0 : Integer.parseInt(Objects.requireNonNull(known.status()).toString());
        }

        String field(String name) {
            CharSequence value = Objects.requireNonNull(head).get(name);
            return value == null ? "" : value.toString();
        }

        String trailer(String name) {
            Http2Headers known = trailers;
            CharSequence value = known == null ? null : known.get(name);
            return value == null ? "" : value.toString();
        }

        List<Integer> informational() {
            return informational;
        }

        String text() {
            return text.toString();
        }

        long received() {
            return received;
        }

        boolean whole() {
            return ended;
        }

        long reset() {
            return reset;
        }
    }
}
