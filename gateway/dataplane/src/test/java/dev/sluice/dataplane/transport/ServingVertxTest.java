package dev.sluice.dataplane.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServingVertxTest {
    private static final int CONNECTIONS = 4;
    /** By io_uring one of some forty ends forgot a connection, where nothing waited. */
    private static final int ENDS = 150;

    @ParameterizedTest
    @EnumSource(TransportWish.class)
    void shouldLetEveryConnectionLeaveItsLoopBeforeTheLoopsEnd(TransportWish wish) throws IOException {
        for (int i = 0; i < ENDS; i++) assertThat(leftWhenAllEnds(wish)).isEqualTo(CONNECTIONS);
    }

    /** Of some connections that are being closed when all ends, those that were told that they have left their loop. */
    private static int leftWhenAllEnds(TransportWish wish) throws IOException {
        var left = new AtomicInteger();
        var clients = new ArrayList<Socket>();
        try (ServingVertx serving = ServingVertx.start(wish, 2)) {
            assumeThat(serving.choice().shortfall()).as("tests on " + wish).isEmpty();
            NetServer server = serving.vertx().createNetServer().connectHandler(socket -> {
                ((NetSocketInternal) socket).channelHandlerContext().pipeline().addLast(new CountLeaving(left));
                socket.write(Buffer.buffer("x"));
            });
            server.listen(0, InetAddress.getLoopbackAddress().getHostAddress()).toCompletionStage().toCompletableFuture().join();
            for (int i = 0; i < CONNECTIONS; i++) clients.add(new Socket(InetAddress.getLoopbackAddress(), server.actualPort()));
            for (Socket one : clients) assertThat(one.getInputStream().read()).isEqualTo('x');
            server.close();
        } finally {
            for (Socket one : clients) one.close();
        }
        return left.get();
    }

    private static final class CountLeaving extends ChannelInboundHandlerAdapter {
        private final AtomicInteger left;

        CountLeaving(AtomicInteger left) {
            this.left = left;
        }

        @Override
        public void channelUnregistered(ChannelHandlerContext ctx) {
            left.incrementAndGet();
            ctx.fireChannelUnregistered();
        }
    }
}
