package dev.sluice.dataplane.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An endpoint that speaks HTTP/2 with prior knowledge and answers by script, on Netty's own server. */
final class Http2Upstream implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final List<Stream> streams = new CopyOnWriteArrayList<>();
    private final List<Channel> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** @param script called once a request's head is there, on the event loop */
    Http2Upstream(Http2Settings settings, Consumer<Stream> script) {
        this(settings, codec -> {
        }, script);
    }

    /** @param strictness what it thinks of peers that ask much of it; as Netty's servers do if left alone */
    Http2Upstream(Http2Settings settings, Consumer<Http2FrameCodecBuilder> strictness, Consumer<Stream> script) {
        server = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class).childHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                connections.incrementAndGet();
                open.add(channel);
                channel.closeFuture().addListener(gone -> open.remove(channel));
                Http2FrameCodecBuilder codec = Http2FrameCodecBuilder.forServer().initialSettings(settings);
                strictness.accept(codec);
                channel.pipeline().addLast(codec.build(),
                        new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                stream.pipeline().addLast(new Stream(channel, script));
                            }
                        }));
            }
        }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
    }

    Http2Upstream(Consumer<Stream> script) {
        this(Http2Settings.defaultSettings(), script);
    }

    /** Answers every whole request with {@code name}, its method and path, and the number of bytes it had. */
    static Http2Upstream named(String name) {
        return new Http2Upstream(
                stream -> stream.whenEnded(() -> stream.reply(name + " " + stream.field(":method") + " " + stream.field(":path") + " "
                        + stream.received() + stream.trailers())));
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Connections ever accepted. */
    int connections() {
        return connections.get();
    }

    int openConnections() {
        return open.size();
    }

    List<Stream> streams() {
        return streams;
    }

    Stream last() {
        return streams.getLast();
    }

    @Override
    public void close() {
        server.close();
        for (Channel one : open) one.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** A request and its answer. */
    final class Stream extends ChannelInboundHandlerAdapter {
        private final Channel connection;
        private final Consumer<Stream> script;
        private @Nullable ChannelHandlerContext context;
        private volatile @Nullable Http2Headers head;
        private volatile @Nullable Http2Headers trailers;
        private volatile int id;
        private volatile boolean ended;
        private volatile long received;
        private volatile long reset = -1;
        private volatile Runnable atEnd = () -> {
        };
        private volatile long toWrite;

        Stream(Channel connection, Consumer<Stream> script) {
            this.connection = connection;
            this.script = script;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            switch (message) {
                case Http2HeadersFrame frame -> {
                    if (head == null) {
                        head = frame.headers();
                        id = Objects.requireNonNull(frame.stream()).id();
                        ended = frame.isEndStream();
                        streams.add(this);
                        script.accept(this);
                        if (ended) atEnd.run();
                    } else {
                        trailers = frame.headers();
                        end();
                    }
                }
                case Http2DataFrame frame -> {
                    received += frame.content().readableBytes();
                    boolean last = frame.isEndStream();
                    ReferenceCountUtil.release(message);
                    if (last) end();
                }
                default -> ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame frame) reset = frame.errorCode();
        }

        private void end() {
            ended = true;
            atEnd.run();
        }

        /** Runs {@code then} once the request is whole. */
        void whenEnded(Runnable then) {
            atEnd = then;
        }

        int id() {
            return id;
        }

        boolean ended() {
            return ended;
        }

        long received() {
            return received;
        }

        /** The code of the RST_STREAM that came, or -1. */
        long reset() {
            return reset;
        }

        String field(String name) {
            CharSequence value = Objects.requireNonNull(head).get(name);
            return value == null ? "" : value.toString();
        }

        String trailers() {
            Http2Headers known = trailers;
            return known == null ? "" : " " + known.iterator().next();
        }

        /** Every one, in order. */
        String allTrailers() {
            var all = new ArrayList<String>();
            Http2Headers known = trailers;
            if (known != null) known.forEach(one -> all.add(one.getKey() + "=" + one.getValue()));
            return all.toString();
        }

        /** Equal for streams that share it. */
        Channel connection() {
            return connection;
        }

        private ChannelHandlerContext context() {
            return Objects.requireNonNull(context);
        }

        void head(int status, boolean end, String... fields) {
            var headers = new DefaultHttp2Headers().status(Integer.toString(status));
            for (int i = 0; i < fields.length; i += 2) headers.add(fields[i], fields[i + 1]);
            context().writeAndFlush(new DefaultHttp2HeadersFrame(headers, end));
        }

        void data(String text, boolean end) {
            context().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, java.nio.charset.StandardCharsets.UTF_8), end));
        }

        void trailers(String... fields) {
            var headers = new DefaultHttp2Headers();
            for (int i = 0; i < fields.length; i += 2) headers.add(fields[i], fields[i + 1]);
            context().writeAndFlush(new DefaultHttp2HeadersFrame(headers, true));
        }

        void reply(String text) {
            head(200, false);
            data(text, true);
        }

        /** Writes {@code bytes} as fast as they are taken, then ends. */
        void large(long bytes) {
            head(200, false);
            toWrite = bytes;
            writeMore();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            writeMore();
        }

        private void writeMore() {
            while (toWrite > 0 && context().channel().isWritable()) {
                int length = (int) Math.min(16_384, toWrite);
                toWrite -= length;
                context().writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[length]), toWrite == 0));
            }
        }

        /** What {@link #large} has not yet been able to write. */
        long unwritten() {
            return toWrite;
        }

        void reset(Http2Error error) {
            context().writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        /** Tells the peer that no stream above {@code lastTaken} was or will be looked at. Raw, since Netty's codec cannot say so of streams it knows. */
        void goAway(int lastTaken) {
            var frame = Unpooled.buffer(17).writeMedium(8).writeByte(7).writeByte(0).writeInt(0).writeInt(lastTaken).writeInt(0);
            Objects.requireNonNull(connection.pipeline().context(Http2FrameCodec.class)).writeAndFlush(frame);
        }

        /** Without a word. */
        void loseConnection() {
            context().channel().parent().close();
        }

        void reading(boolean wanted) {
            context().channel().config().setAutoRead(wanted);
        }

        void run(Runnable task) {
            context().executor().execute(task);
        }
    }
}
