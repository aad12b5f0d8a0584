import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * As handshakes.c, but offering X25519MLKEM768 and nothing else, by the BoringSSL that the gateway brings: the OpenSSL of many distributions does not know that
 * group yet. No session is kept: each handshake is a full one. One event loop; all state belongs to it.
 */
final class HybridHandshakes {
    private static final int ADDRESSES = 16;

    private final Map<String, String> options;
    private final SslContext tls;
    private final Bootstrap bootstrap;
    private final ByteBuf request;
    private final InetSocketAddress server;
    private final long end;
    private long requests, errors;
    private int turn;

    private HybridHandshakes(Map<String, String> options, MultiThreadIoEventLoopGroup loop) throws Exception {
        this.options = options;
        tls = SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL).trustManager(InsecureTrustManagerFactory.INSTANCE).protocols("TLSv1.3")
                .ciphers(List.of("TLS_AES_128_GCM_SHA256")).option(OpenSslContextOption.GROUPS, new String[] {"X25519MLKEM768"})
                .endpointIdentificationAlgorithm(null).build();
        server = new InetSocketAddress("127.0.0.1", Integer.parseInt(options.get("port")));
        String head = "GET " + options.get("path") + " HTTP/1.1\r\nHost: " + options.get("host") + "\r\nConnection: close\r\n\r\n";
        request = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(head.getBytes(StandardCharsets.US_ASCII)));
        end = System.nanoTime() + (long) (Double.parseDouble(options.get("seconds")) * 1e9);
        bootstrap = new Bootstrap().group(loop).channel(NioSocketChannel.class).handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc(), options.get("host"), -1), new Answer());
            }
        });
    }

    /** Asks as soon as the connection is there, which the handshake holds back; counts, and opens another, when it is closed. */
    private final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        private boolean well;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(request.duplicate());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
            if (!well) well = bytes.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
            ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (well) requests++;
            else errors++;
            open();
        }
    }

    private void open() {
        if (System.nanoTime() >= end) return;
        // From several addresses by turns, so that ports in TIME_WAIT do not run out.
        var from = new InetSocketAddress("127.0.0." + (1 + turn++ % ADDRESSES), 0);
        bootstrap.connect(server, from).addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                errors++;
                done.channel().eventLoop().execute(this::open);
            }
        });
    }

    public static void main(String[] arguments) throws Exception {
        var options = new HashMap<String, String>();
        for (String argument : arguments) options.put(argument.substring(2, argument.indexOf('=')), argument.substring(argument.indexOf('=') + 1));
        var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var client = new HybridHandshakes(options, loop);
        loop.next().submit(() -> {
            for (int i = 0; i < Integer.parseInt(options.get("connections")); i++) client.open();
        }).sync();
        Thread.sleep(Math.max(0, (client.end - System.nanoTime()) / 1_000_000));
        loop.next().submit(() -> System.out.println("{\"requests\": " + client.requests + ", \"errors\": " + client.errors + "}")).sync();
        System.exit(0);
    }
}
