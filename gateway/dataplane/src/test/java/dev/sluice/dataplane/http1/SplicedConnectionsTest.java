package dev.sluice.dataplane.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.ReadSize;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamEvents;
import dev.sluice.dataplane.http.UpstreamFailure;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is spliced comes from this upstream and goes to this client, whatever breaks. */
class SplicedConnectionsTest {
    /** Has no memory for what a socket does not take. */
    private static final class Exhausted extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newHeapBuffer(int size, int most) {
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(size, most);
        }

        @Override
        protected ByteBuf newDirectBuffer(int size, int most) {
            throw new OutOfMemoryError("none left, says the test");
        }

        @Override
        public boolean isDirectBufferPooled() { return false; }
    }

    private EventLoopGroup loops;
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        assumeThat(Epoll.isAvailable()).as("epoll").isTrue();
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** One of our connections, which reads nothing by itself, and its peer. */
    private record Pair(EpollSocketChannel ours, Socket peer) {}

    private Pair pair() throws IOException {
        Channel ours = new Bootstrap().group(loops).channel(EpollSocketChannel.class).option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter()).connect(server.getLocalSocketAddress()).syncUninterruptibly().channel();
        return new Pair((EpollSocketChannel) ours, server.accept());
    }

    private <T> T onLoop(Callable<T> call) throws Exception {
        return loops.submit(call).get();
    }

    private int splice(Outbound to, Channel from) throws Exception {
        return onLoop(() -> to.splice(from, 1 << 20));
    }

    private Outbound outbound(Channel channel) throws Exception {
        return onLoop(() -> new Outbound(channel));
    }

    private static void pour(Socket into, int value, int count) throws IOException {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        into.getOutputStream().write(bytes);
        into.getOutputStream().flush();
    }

    @Test
    void shouldMoveWhatWaitsBehindWhatWasGathered() throws Exception {
        Pair upstream = pair();
        Pair client = pair();
        Outbound out = outbound(client.ours());
        pour(upstream.peer(), 'b', 5_000);
        await().until(() -> onLoop(() -> {
            if (out.text().readableBytes() == 0) out.text().writeByte('a');
            return out.splice(upstream.ours(), 5_000);
        }) > 0);

        byte[] got = client.peer().getInputStream().readNBytes(5_001);

        assertThat(got[0]).isEqualTo((byte) 'a');
        assertThat(got[1]).isEqualTo((byte) 'b');
        assertThat(got[5_000]).isEqualTo((byte) 'b');
    }

    @Test
    void shouldTakeNothingFromAConnectionThatIsClosed() throws Exception {
        Pair upstream = pair();
        Pair client = pair();
        Outbound out = outbound(client.ours());
        upstream.ours().close().sync();
        // One of these has its descriptor now.
        for (int i = 0; i < 4; i++) pour(pair().peer(), 's', 5_000);

        for (int i = 0; i < 20; i++) assertThat(splice(out, upstream.ours())).isZero();
        assertThat(client.ours().isActive()).isTrue();
    }

    @Test
    void shouldSayThatItCannotBeDoneFromAnotherTransport() throws Exception {
        Outbound out = outbound(pair().ours());

        assertThat(splice(out, new NioSocketChannel())).isEqualTo(-1);
    }

    @Test
    void shouldGiveNobodyTheBytesOfAClientForWhichThereIsNoMemory() throws Exception {
        Pair first = pair();
        Pair upstream = pair();
        first.ours().config().setAllocator(new Exhausted());
        Outbound out = outbound(first.ours());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) pour(upstream.peer(), 'x', 1 << 16);
            } catch (IOException closed) {
                // Enough.
            }
        });
        // The client reads nothing: at last its socket is full, and what the pipe holds has no place to go.
        assertThatThrownBy(() -> {
            while (true) splice(out, upstream.ours());
        }).hasRootCauseInstanceOf(OutOfMemoryError.class);
        await().until(() -> !first.ours().isOpen());

        Pair second = pair();
        Pair other = pair();
        Outbound next = outbound(second.ours());
        pour(other.peer(), 'y', 3_000);
        await().until(() -> splice(next, other.ours()) > 0);

        byte[] got = second.peer().getInputStream().readNBytes(1);
        assertThat(got).containsExactly('y');
    }

    /** Takes {@code each} bytes when it is asked to; -1 says that it never can. */
    private record Client(int each) implements UpstreamEvents {
        @Override
        public int waiting(Channel socket, int atMost) {
            return Math.min(each, atMost);
        }

        @Override
        public void informational(ResponseHead head) {}

        @Override
        public void head(ResponseHead head, boolean end) {}

        @Override
        public void body(ByteBuf data) {
            data.release();
        }

        @Override
        public void end(@Nullable Headers trailers) {}

        @Override
        public void failed(UpstreamFailure failure) {}

        @Override
        public void writabilityChanged(boolean writable) {}
    }

    private static final UpstreamConnection.Owner NOBODY = new UpstreamConnection.Owner() {
        @Override
        public void capacityChanged(UpstreamConnection connection) {}

        @Override
        public void closed(UpstreamConnection connection) {}
    };

    /** How much is read at once after a full piece of a response of a megabyte came for {@code client}. */
    private int readSizeFor(Client client) throws Exception {
        EpollSocketChannel channel = pair().ours();
        channel.config().setRecvByteBufAllocator(new ReadSize(128 * 1024));
        return onLoop(() -> {
            var stream = new Http1ClientStream(new Http1ClientConnection(channel, "endpoint", NOBODY), client);
            Splicing splicing = Objects.requireNonNull(Splicing.of(channel));
            splicing.requested();
            splicing.answered(1 << 20);
            splicing.read(UnpooledByteBufAllocator.DEFAULT.directBuffer(8, 8).writeLong(1));
            splicing.follow(BodyReader.of(new Framing(false, 1 << 20)), stream, client);
            return Objects.requireNonNull(ReadSize.of(channel)).newHandle().guess();
        });
    }

    @Test
    void shouldLeaveInTheKernelWhatAClientTakesFromThere() throws Exception {
        assertThat(readSizeFor(new Client(1 << 16))).isEqualTo(2048);
    }

    @Test
    void shouldReadMuchAtOnceForAClientThatTakesNoMoreNow() throws Exception {
        assertThat(readSizeFor(new Client(0))).isEqualTo(128 * 1024);
    }

    @Test
    void shouldReadMuchAtOnceForAClientThatCannotTakeItSo() throws Exception {
        assertThat(readSizeFor(new Client(-1))).isEqualTo(128 * 1024);
    }
}
