package dev.sluice.dataplane.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves a connection, frame by frame, as the peer opens and shuts its windows. */
class SendWindowsTest {
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 65_535;

    private final List<String> faults = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> resets = new ArrayList<>();
    private final ByteBuf unread = Unpooled.buffer();
    private final Wire wire = Wire.server(new Http2Settings(), 100, 8192, new Http2EventAdapter() {
        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) {
            resets.add(id + " " + error);
        }
    }, new Wire.Faults() {
        @Override
        public void connectionFailed(Http2Exception why) {
            faults.add("connection " + why.error());
        }

        @Override
        public void streamFailed(int stream, Http2Exception.StreamException why) {
            faults.add(stream + " " + why.error());
        }
    });
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void connect() {
        wire.addTo(channel.pipeline());
        wire.encoder().flowController().listener(stream -> told.add(stream.id() + " " + wire.out(stream).isWritable()));
        channel.writeInbound(Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII));
        receive(RawClient.SETTINGS, 0, 0);
        sent();
    }

    @AfterEach
    void disconnect() {
        channel.finishAndReleaseAll();
        unread.release();
    }

    @Test
    void shouldSendASmallAnswerAsHeadersAndDataInOnePiece() {
        StreamOut out = request(1);
        out.response(head(), false, null);
        out.data(bytes(200));
        out.end(null, null);
        flush();

        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(sent()).containsExactly("HEADERS 1", "DATA 1 200 END");
        assertThat(wire.connection().stream(1)).isNull();
    }

    @Test
    void shouldEndAnAnswerWithoutBodyWithItsHead() {
        StreamOut said = request(1);
        said.response(head(), true, null);
        StreamOut found = request(3);
        found.response(head(), false, null);
        found.end(null, null);
        flush();

        assertThat(sent()).containsExactly("HEADERS 1 END", "HEADERS 3 END");
    }

    @Test
    void shouldEndWithAnEmptyFrameWhatHasLeft() {
        StreamOut out = request(1);
        out.response(head(), false, null);
        out.data(bytes(10));
        flush();
        out.end(null, null);
        flush();

        assertThat(sent()).containsExactly("HEADERS 1", "DATA 1 10", "DATA 1 0 END");
    }

    @Test
    void shouldKeepTheOrderOfAllFramesAndBytesWhateverTheirSize() {
        StreamOut first = request(1);
        StreamOut second = request(3);
        first.response(head(), false, null);
        first.data(bytes(10_000));
        receive(RawClient.PING, 0, 0, new byte[8]);
        second.response(head(), false, null);
        second.data(bytes(20_000));
        first.data(bytes(5));
        first.end(null, null);
        second.end(trailers(), null);
        flush();

        assertThat(sent()).containsExactly("HEADERS 1", "DATA 1 10000", "PING", "HEADERS 3", "DATA 3 16384", "DATA 3 3616",
                "DATA 1 5 END", "HEADERS 3 END");
    }

    @Test
    void shouldContinueAHeadThatIsLargerThanAFrame() {
        var headers = new Headers();
        for (int i = 0; i < 5; i++) headers.add("x-large-" + i, "v".repeat(8000));
        request(1).response(new ResponseHead(200, headers, -1), true, null);
        flush();

        assertThat(sent()).containsExactly("HEADERS 1 END open", "CONTINUATION 1 open", "CONTINUATION 1");
    }

    @Test
    void shouldSendNoMoreThanTheStreamsWindow() {
        receive(RawClient.SETTINGS, 0, 0, RawClient.setting(INITIAL_WINDOW_SIZE, 100));
        StreamOut out = request(1);
        out.response(head(), false, null);
        out.data(bytes(250));
        out.end(null, null);
        flush();
        assertThat(sent()).containsExactly("SETTINGS", "HEADERS 1", "DATA 1 100");
        assertThat(out.isWritable()).isFalse();

        receive(RawClient.WINDOW_UPDATE, 0, 1, RawClient.int32(149));
        assertThat(sent()).containsExactly("DATA 1 149");
        receive(RawClient.WINDOW_UPDATE, 0, 1, RawClient.int32(1000));
        assertThat(sent()).containsExactly("DATA 1 1 END");
    }

    @Test
    void shouldTakeTurnsAsTheConnectionsWindowOpens() {
        receive(RawClient.SETTINGS, 0, 0, RawClient.setting(INITIAL_WINDOW_SIZE, 1 << 20));
        StreamOut first = request(1);
        first.response(head(), false, null);
        first.data(bytes(WINDOW));
        StreamOut second = request(3);
        second.response(head(), false, null);
        first.data(bytes(40_000));
        first.end(null, null);
        second.data(bytes(40_000));
        second.end(trailers(), null);
        StreamOut third = request(5);
        third.response(head(), true, null);
        flush();
        assertThat(sent()).contains("HEADERS 3", "HEADERS 5 END").doesNotContain("DATA 3 16384").endsWith("HEADERS 5 END");

        receive(RawClient.WINDOW_UPDATE, 0, 0, RawClient.int32(100_000));
        assertThat(sent()).containsExactly("DATA 1 16384", "DATA 3 16384", "DATA 1 16384", "DATA 3 16384", "DATA 1 7232 END",
                "DATA 3 7232", "HEADERS 3 END");
    }

    @Test
    void shouldWaitUntilALoweredWindowIsAboveZeroAgain() {
        StreamOut out = request(1);
        out.response(head(), false, null);
        out.data(bytes(1000));
        flush();
        receive(RawClient.SETTINGS, 0, 0, RawClient.setting(INITIAL_WINDOW_SIZE, 100));
        out.data(bytes(50));
        out.end(null, null);
        flush();
        assertThat(sent()).containsExactly("HEADERS 1", "DATA 1 1000", "SETTINGS");

        receive(RawClient.WINDOW_UPDATE, 0, 1, RawClient.int32(900));
        assertThat(sent()).isEmpty();
        receive(RawClient.WINDOW_UPDATE, 0, 1, RawClient.int32(1));
        assertThat(sent()).containsExactly("DATA 1 1");
        receive(RawClient.SETTINGS, 0, 0, RawClient.setting(INITIAL_WINDOW_SIZE, 200));
        assertThat(sent()).containsExactlyInAnyOrder("SETTINGS", "DATA 1 49 END");
    }

    @Test
    void shouldForgetWhatIsQueuedWhenThePeerResets() {
        receive(RawClient.SETTINGS, 0, 0, RawClient.setting(INITIAL_WINDOW_SIZE, 10));
        StreamOut out = request(1);
        out.response(head(), false, null);
        ByteBuf left = bytes(100);
        out.data(left);
        flush();
        receive(RawClient.RST_STREAM, 0, 1, RawClient.int32(8));
        out.data(bytes(1));
        out.end(null, null);
        flush();

        assertThat(resets).containsExactly("1 8");
        assertThat(left.refCnt()).isZero();
        assertThat(sent()).containsExactly("SETTINGS", "HEADERS 1", "DATA 1 10");
        receive(RawClient.WINDOW_UPDATE, 0, 0, RawClient.int32(10));
        assertThat(wire.encoder().flowController().windowSize(wire.connection().connectionStream())).isEqualTo(WINDOW);
    }

    @Test
    void shouldSendNothingBehindOurReset() {
        receive(RawClient.SETTINGS, 0, 0, RawClient.setting(INITIAL_WINDOW_SIZE, 10));
        StreamOut out = request(1);
        out.response(head(), false, null);
        out.data(bytes(100));
        flush();
        wire.encoder().writeRstStream(wire.context(), 1, 8, wire.context().newPromise());
        out.data(bytes(1));
        receive(RawClient.WINDOW_UPDATE, 0, 1, RawClient.int32(1000));
        flush();

        assertThat(sent()).containsExactly("SETTINGS", "HEADERS 1", "DATA 1 10", "RST_STREAM 1");
    }

    @Test
    void shouldTellWhenAStreamMayBeWrittenAgain() {
        receive(RawClient.SETTINGS, 0, 0, RawClient.setting(INITIAL_WINDOW_SIZE, 1 << 20));
        StreamOut out = request(1);
        StreamOut other = request(3);
        out.response(head(), false, null);
        assertThat(other.isWritable()).isTrue();
        out.data(bytes(WINDOW + 1));
        assertThat(told).containsExactlyInAnyOrder("1 false", "3 false");
        told.clear();
        flush();
        assertThat(told).isEmpty();

        receive(RawClient.WINDOW_UPDATE, 0, 0, RawClient.int32(2));
        assertThat(told).containsExactlyInAnyOrder("1 true", "3 true");
        assertThat(other.isWritable()).isTrue();
    }

    @Test
    void shouldKeepAStreamOpenUntilAPeerThatDoesNotReadHasItsAnswer() {
        StreamOut out = request(1);
        out.response(head(), false, null);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        out.end(null, null);
        assertThat(wire.connection().stream(1)).isNotNull();

        flush();
        assertThat(sent()).containsExactly("HEADERS 1 END");
        assertThat(wire.connection().stream(1)).isNull();
    }

    @Test
    void shouldQueueWhatTheSocketDoesNotTake() {
        StreamOut out = request(1);
        out.response(head(), false, null);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        out.data(bytes(10));
        flush();
        assertThat(sent()).containsExactly("HEADERS 1");
        assertThat(out.isWritable()).isFalse();

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(sent()).containsExactly("DATA 1 10");
        assertThat(told).endsWith("1 true");
    }

    @Test
    void shouldEndTheConnectionWhoseSettingsOverflowAWindow() {
        request(1);
        receive(RawClient.WINDOW_UPDATE, 0, 1, RawClient.int32(Integer.MAX_VALUE - WINDOW));
        receive(RawClient.SETTINGS, 0, 0, RawClient.setting(INITIAL_WINDOW_SIZE, WINDOW + 1));

        assertThat(faults).containsExactly("connection FLOW_CONTROL_ERROR");
        assertThat(sent()).contains("GOAWAY");
    }

    @Test
    void shouldResetTheStreamWhoseWindowOverflows() {
        request(1);
        receive(RawClient.WINDOW_UPDATE, 0, 1, RawClient.int32(Integer.MAX_VALUE));

        assertThat(faults).containsExactly("1 FLOW_CONTROL_ERROR");
        assertThat(sent()).containsExactly("RST_STREAM 1");
    }

    // The peer.

    private StreamOut request(int id) {
        receive(RawClient.HEADERS, RawClient.END_STREAM | RawClient.END_HEADERS, id, RawClient.request("GET", "/"));
        Http2Stream stream = wire.connection().stream(id);
        return wire.out(stream);
    }

    private void receive(int type, int flags, int stream, byte... payload) {
        channel.writeInbound(Unpooled.wrappedBuffer(RawClient.frame(type, flags, stream, payload)));
        channel.runPendingTasks();
    }

    private void flush() {
        wire.flush(wire.context());
        channel.runPendingTasks();
    }

    private static ResponseHead head() {
        return new ResponseHead(200, new Headers(), -1);
    }

    private static Headers trailers() {
        var trailers = new Headers();
        trailers.add("x-sum", "1");
        return trailers;
    }

    private static ByteBuf bytes(int length) {
        return Unpooled.buffer(Math.max(1, length)).writerIndex(length);
    }

    /** The frames that were flushed since the last call. */
    private List<String> sent() {
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            unread.writeBytes(part);
            part.release();
        }
        var frames = new ArrayList<String>();
        for (String one = frame(); one != null; one = frame()) frames.add(one);
        assertThat(unread.isReadable()).isFalse();
        return frames;
    }

    private @Nullable String frame() {
        if (!unread.isReadable()) return null;
        int length = unread.readUnsignedMedium();
        int type = unread.readUnsignedByte();
        int flags = unread.readUnsignedByte();
        int stream = unread.readInt();
        unread.skipBytes(length);
        String end = (flags & RawClient.END_STREAM) != 0 ? " END" : "";
        String open = (flags & RawClient.END_HEADERS) != 0 ? "" : " open";
        return switch (type) {
            case RawClient.DATA -> "DATA " + stream + " " + length + end;
            case RawClient.HEADERS -> "HEADERS " + stream + end + open;
            case RawClient.CONTINUATION -> "CONTINUATION " + stream + open;
            case RawClient.RST_STREAM -> "RST_STREAM " + stream;
            case RawClient.SETTINGS -> "SETTINGS";
            case RawClient.PING -> "PING";
            case RawClient.GOAWAY -> "GOAWAY";
            case RawClient.WINDOW_UPDATE -> "WINDOW_UPDATE " + stream;
            default -> "type " + type;
        };
    }
}
