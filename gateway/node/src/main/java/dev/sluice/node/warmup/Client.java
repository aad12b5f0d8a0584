package dev.sluice.node.warmup;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamEvents;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.dataplane.http.UpstreamStream;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection at a time, by the code that speaks to endpoints. On its event loop, save for what says otherwise. */
final class Client implements UpstreamConnection.Owner {
    private static final int BODY = 4_096;
    /** One request in so many has a body. */
    private static final int POSTS = 8;
    private static final int STATUS_OK = 200;
    private static final int PAUSE_MILLIS = 20;

    private final Load load;
    private final EventLoop loop;
    private final Load.Kind kind;
    private final ByteBuf body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[BODY]));
    private @Nullable UpstreamConnection connection;
    private volatile long answered;
    private int sent;
    private int open;

    Client(Load load, EventLoop loop, Load.Kind kind) {
        this.load = load;
        this.loop = loop;
        this.kind = kind;
    }

    /** Any thread. */
    void start() {
        loop.execute(this::connect);
    }

    /** Any thread. */
    void goOn() {
        loop.execute(this::send);
    }

    /** Any thread. */
    void close() {
        loop.execute(() -> {
            if (connection != null) connection.close();
        });
    }

    /** Any thread. */
    long answered() {
        return answered;
    }

    private void connect() {
        if (load.isClosed()) return;
        sent = 0;
        open = 0;
        new Bootstrap().group(loop).channelFactory(load.loops().clientChannels(false)).option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslContext tls = kind.tls();
                        if (tls != null)
                            channel.pipeline().addLast("tls", tls.newHandler(channel.alloc(), kind.host(), kind.address().getPort()));
                    }
                }).connect(kind.address()).addListener((ChannelFutureListener) connected -> {
                    if (connected.isSuccess()) connected(connected.channel());
                    else
                        again();
                });
    }

    private void connected(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            speak(channel);
            return;
        }
        tls.handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) speak(channel);
            else {
                channel.close();
                again();
            }
        });
    }

    private void speak(Channel channel) {
        if (load.isClosed()) {
            channel.close();
            return;
        }
        connection = kind.protocol().start(channel, kind.host(), kind.streams(), this);
        send();
    }

    /** Not at once: what fails might fail for ever. */
    private void again() {
        load.failure();
        if (!load.isClosed()) loop.schedule(this::connect, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send() {
        UpstreamConnection to = connection;
        while (to != null && load.flows() && open < kind.streams() && to.capacity() > 0) {
            if (kind.requests() > 0 && sent >= kind.requests()) {
                if (open == 0) to.close();
                return;
            }
            request(to);
        }
    }

    private void request(UpstreamConnection to) {
        boolean post = ++sent % POSTS == 0;
        open++;
        var headers = new Headers();
        headers.add("user-agent", "warm-up");
        headers.add("accept", "*/*");
        headers.add("accept-encoding", "gzip, deflate");
        UpstreamStream stream = to.open(new Response());
        stream.head(new RequestHead(post ? "POST" : "GET", kind.tls() == null ? "http" : "https", kind.host(), "/warm-up/" + sent + "?n=1",
                headers,
                post ? BODY : 0, false, ""), !post);
        if (post) {
            stream.body(body.duplicate());
            stream.end(null);
        }
    }

    @Override
    public void capacityChanged(UpstreamConnection changed) {
        send();
    }

    @Override
    public void closed(UpstreamConnection gone) {
        connection = null;
        if (load.isClosed()) return;
        if (sent > 0) loop.execute(this::connect);
        else
            again();
    }

    private final class Response implements UpstreamEvents {
        private boolean ok;

        /** The connection may have told of its room before. */
        private void over() {
            open--;
            goOn();
        }

        @Override
        public void informational(ResponseHead head) {}

        @Override
        public void head(ResponseHead head, boolean end) {
            ok = head.status() == STATUS_OK;
            if (end) end(null);
        }

        @Override
        public void body(ByteBuf data) {
            data.release();
        }

        @Override
        public void end(@Nullable Headers trailers) {
            over();
            if (ok) answered++;
            else
                load.failure();
        }

        @Override
        public void failed(UpstreamFailure failure) {
            over();
            load.failure();
        }

        @Override
        public void writabilityChanged(boolean writable) {}
    }
}
