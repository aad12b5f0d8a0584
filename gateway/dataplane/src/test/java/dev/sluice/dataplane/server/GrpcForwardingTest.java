package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.tls.TestListeners;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** grpc-java as client and as endpoint, with a gateway in between: in clear text with prior knowledge, and over TLS by ALPN. */
class GrpcForwardingTest {
    private static final int MAX_MESSAGE = 64 * 1024 * 1024;
    private static final Metadata.Key<String> NOTE = Metadata.Key.of("x-note", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> NOTE_BIN = Metadata.Key.of("x-note-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final TlsMaterial MATERIAL = TestListeners.secrets(Map.of("ta", new TestAuthority("CN=servers").issue("EC", "a.test")),
            Map.of());
    private static final String GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers:
              - port: {number: 80, name: http, protocol: HTTP}
                hosts: ['*']
              - port: {number: 443, name: https, protocol: HTTPS}
                hosts: [a.test]
                tls: {mode: SIMPLE, credentialName: ta}
            """;
    private static final MethodDescriptor<byte[], byte[]> UNARY = method("Unary", MethodDescriptor.MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> DOWN = method("Down", MethodDescriptor.MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> UP = method("Up", MethodDescriptor.MethodType.CLIENT_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> BOTH = method("Both", MethodDescriptor.MethodType.BIDI_STREAMING);
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final List<ManagedChannel> channels = new CopyOnWriteArrayList<>();
    private @Nullable Server endpoint;
    private @Nullable RunningGateway gateway;

    @BeforeEach
    void start() throws IOException {
        Server started = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).maxInboundMessageSize(MAX_MESSAGE)
                .addService(ServerInterceptors.intercept(service(), new NotesBack())).build().start();
        endpoint = started;
        RunningGateway running = RunningGateway.with(Yaml.gateway());
        gateway = running;
        running.apply(config("- route: [{destination: {host: up.test}}]", started.getPort()), MATERIAL);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (ManagedChannel one : channels) one.shutdownNow();
        if (gateway != null) gateway.close();
        if (endpoint != null) endpoint.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    private static String config(String route, int port) {
        return GATEWAY + Http2ForwardingTest.service("GRPC", port) + Yaml.routes(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void shouldCarryAUnaryCallAndItsMetadata(String how) throws Exception {
        var sent = new Metadata();
        sent.put(NOTE, "there");
        sent.put(NOTE_BIN, new byte[]{0, 1, (byte) 0xff});
        var heads = new AtomicReference<Metadata>();
        var trailers = new AtomicReference<Metadata>();
        var channel = ClientInterceptors.intercept(channel(how), MetadataUtils.newAttachHeadersInterceptor(sent),
                MetadataUtils.newCaptureMetadataInterceptor(heads, trailers));

        assertThat(ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, bytes("hello"))).isEqualTo(bytes("hello"));
        assertThat(Objects.requireNonNull(heads.get()).get(NOTE)).isEqualTo("there");
        assertThat(Objects.requireNonNull(heads.get()).get(NOTE_BIN)).containsExactly(0, 1, 0xff);
        assertThat(Objects.requireNonNull(trailers.get()).get(NOTE)).isEqualTo("there, and at the end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void shouldCarryAStreamOfAnswers(String how) throws Exception {
        Iterator<byte[]> answers = ClientCalls.blockingServerStreamingCall(channel(how), DOWN, CallOptions.DEFAULT, bytes("2000"));
        int count = 0;
        while (answers.hasNext()) assertThat(answers.next()).hasSize(1000).startsWith((byte) count++);
        assertThat(count).isEqualTo(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void shouldCarryAStreamOfRequests(String how) throws Exception {
        var answer = new Answers();
        StreamObserver<byte[]> requests = ClientCalls.asyncClientStreamingCall(channel(how).newCall(UP, CallOptions.DEFAULT), answer);
        for (int i = 0; i < 2000; i++) requests.onNext(new byte[1000]);
        requests.onCompleted();

        assertThat(answer.next()).isEqualTo("2000 messages");
        assertThat(answer.end()).isEqualTo(Status.Code.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void shouldCarryEachMessageOfAConversationAtOnce(String how) throws Exception {
        var answers = new Answers();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(channel(how).newCall(BOTH, CallOptions.DEFAULT), answers);
        for (int i = 0; i < 100; i++) {
            requests.onNext(bytes("ping " + i));
            assertThat(answers.next()).isEqualTo("ping " + i);
        }
        requests.onCompleted();

        assertThat(answers.end()).isEqualTo(Status.Code.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void shouldCarryAnErrorWithItsWords(String how) {
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(channel(how), UNARY, CallOptions.DEFAULT, bytes("fail")))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
                    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
                    assertThat(failure.getStatus().getDescription()).isEqualTo("no such thing: 100 % \u00fcber");
                });
    }

    @Test
    void shouldCarryLargeMessagesBothWays() throws Exception {
        byte[] large = new byte[24 * 1024 * 1024];
        large[large.length - 1] = 7;

        assertThat(ClientCalls.blockingUnaryCall(channel("h2c"), UNARY, CallOptions.DEFAULT, large)).isEqualTo(large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "tls"})
    void shouldTellTheEndpointOfADeadlineThatPassed(String how) {
        var options = CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS);

        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(channel(how), UNARY, options, bytes("hang")))
                .isInstanceOfSatisfying(StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE));
        await().until(() -> cancelled.get() == begun.get());
    }

    @Test
    void shouldCancelTheEndpointsCallWithTheClients() throws Exception {
        var answers = new Answers();
        var call = channel("h2c").newCall(BOTH, CallOptions.DEFAULT);
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(call, answers);
        requests.onNext(bytes("one"));
        assertThat(answers.next()).isEqualTo("one");
        call.cancel("enough", null);

        await().until(() -> cancelled.get() == 1);
    }

    @Test
    void shouldSayUnimplementedWhereNoRouteLeads() throws Exception {
        running().apply(config("- match: [{uri: {prefix: /none}}]\n  route: [{destination: {host: up.test}}]", port()), MATERIAL);

        assertThat(failure("hello", CallOptions.DEFAULT).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void shouldSayUnavailableWhereNothingListens() throws Exception {
        int nobody;
        try (var free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        running().apply(config("- route: [{destination: {host: up.test}}]", nobody), MATERIAL);

        var status = failure("hello", CallOptions.DEFAULT);
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).contains("upstream connect error");
    }

    @Test
    void shouldEndACallAtTheRoutesTimeout() throws Exception {
        running().apply(config("- timeout: 0.3s\n  route: [{destination: {host: up.test}}]", port()), MATERIAL);

        var status = failure("hang", CallOptions.DEFAULT);
        assertThat(status.getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);
        await().until(() -> cancelled.get() == begun.get());
    }

    @Test
    void shouldAnswerAnInjectedStatus() throws Exception {
        running().apply(config("- fault: {abort: {percentage: {value: 100}, grpcStatus: RESOURCE_EXHAUSTED}}\n"
                + "  route: [{destination: {host: up.test}}]", port()), MATERIAL);

        assertThat(failure("hello", CallOptions.DEFAULT).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void shouldHonourTheClientsTimeoutUpToTheRoutes() throws Exception {
        try (var silent = new Http2Upstream(stream -> {
        }); var gate = RunningGateway.with(config("- route: [{destination: {host: up.test}}]", silent.port()))) {
            try (var client = new Http2Client(gate.port(80))) {
                var call = client.call("POST", "/t.Echo/Unary", true, "content-type", "application/grpc", "te", "trailers", "grpc-timeout",
                        "300m").awaitEnd();

                assertThat(call.status()).isEqualTo(200);
                assertThat(call.field("grpc-status")).isEqualTo("14");
                assertThat(silent.last().field("grpc-timeout")).isEqualTo("300m");
                await().until(() -> silent.last().reset() >= 0);
                gate.apply(config("- timeout: 0.4s\n  route: [{destination: {host: up.test}}]", silent.port()));
                call = client.call("POST", "/t.Echo/Unary", true, "content-type", "application/grpc", "te", "trailers", "grpc-timeout",
                        "1H").awaitEnd();
                assertThat(call.field("grpc-status")).isEqualTo("14");
                assertThat(silent.last().field("grpc-timeout")).isEqualTo("400m");
            }
        }
    }

    private Status failure(String message, CallOptions options) throws Exception {
        try {
            ClientCalls.blockingUnaryCall(channel("h2c"), UNARY, options, bytes(message));
        } catch (StatusRuntimeException failure) {
            return failure.getStatus();
        }
        throw new AssertionError("the call succeeded");
    }

    private RunningGateway running() {
        return Objects.requireNonNull(gateway);
    }

    private int port() {
        return Objects.requireNonNull(endpoint).getPort();
    }

    private ManagedChannel channel(String how) throws IOException {
        boolean tls = how.equals("tls");
        var builder = NettyChannelBuilder.forAddress("127.0.0.1", running().port(tls ? 443 : 80)).overrideAuthority("a.test")
                .maxInboundMessageSize(MAX_MESSAGE).disableRetry();
        if (tls) builder.sslContext(GrpcSslContexts.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build());
        else
            builder.usePlaintext();
        ManagedChannel channel = builder.build();
        channels.add(channel);
        return channel;
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder("t.Echo").addMethod(UNARY, ServerCalls.asyncUnaryCall((request, answer) -> {
            String text = request.length < 100 ? new String(request, StandardCharsets.UTF_8) : "";
            watch(answer);
            if (text.equals("hang")) return;
            if (text.equals("fail")) {
                answer.onError(Status.NOT_FOUND.withDescription("no such thing: 100 % \u00fcber").asRuntimeException());
                return;
            }
            answer.onNext(request);
            answer.onCompleted();
        })).addMethod(DOWN, ServerCalls.asyncServerStreamingCall((request, answer) -> {
            int count = Integer.parseInt(new String(request, StandardCharsets.UTF_8));
            for (int i = 0; i < count; i++) {
                byte[] message = new byte[1000];
                message[0] = (byte) i;
                answer.onNext(message);
            }
            answer.onCompleted();
        })).addMethod(UP, ServerCalls.asyncClientStreamingCall(answer -> new Requests(answer, false)))
                .addMethod(BOTH, ServerCalls.asyncBidiStreamingCall(answer -> {
                    watch(answer);
                    return new Requests(answer, true);
                })).build();
    }

    private void watch(StreamObserver<byte[]> answer) {
        begun.incrementAndGet();
        ((ServerCallStreamObserver<byte[]>) answer).setOnCancelHandler(cancelled::incrementAndGet);
    }

    private static final class Requests implements StreamObserver<byte[]> {
        private final StreamObserver<byte[]> answer;
        private final boolean echoes;
        private int count;

        Requests(StreamObserver<byte[]> answer, boolean echoes) {
            this.answer = answer;
            this.echoes = echoes;
        }

        @Override
        public void onNext(byte[] request) {
            count++;
            if (echoes) answer.onNext(request);
        }

        @Override
        public void onError(Throwable cancelled) {}

        @Override
        public void onCompleted() {
            if (!echoes) answer.onNext(bytes(count + " messages"));
            answer.onCompleted();
        }
    }

    /** Sends the client's notes back in head and trailers. */
    private static final class NotesBack implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(ServerCall<A, B> call, Metadata came, ServerCallHandler<A, B> next) {
            return next.startCall(new io.grpc.ForwardingServerCall.SimpleForwardingServerCall<A, B>(call) {
                @Override
                public void sendHeaders(Metadata head) {
                    String note = came.get(NOTE);
                    byte[] bin = came.get(NOTE_BIN);
                    if (note != null) head.put(NOTE, note);
                    if (bin != null) head.put(NOTE_BIN, bin);
                    super.sendHeaders(head);
                }

                @Override
                public void close(Status status, Metadata trailers) {
                    String note = came.get(NOTE);
                    if (note != null) trailers.put(NOTE, note + ", and at the end");
                    super.close(status, trailers);
                }
            }, came);
        }
    }

    private static final class Answers implements StreamObserver<byte[]> {
        private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

        @Override
        public void onNext(byte[] answer) {
            events.add(new String(answer, StandardCharsets.UTF_8));
        }

        @Override
        public void onError(Throwable failure) {
            events.add(Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            events.add(Status.Code.OK);
        }

        private @Nullable Object take() throws InterruptedException {
            return events.poll(20, TimeUnit.SECONDS);
        }

        String next() throws InterruptedException {
            return String.valueOf(take());
        }

        @Nullable
        Object end() throws InterruptedException {
            return take();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.newBuilder(new Plain(), new Plain()).setFullMethodName("t.Echo/" + name).setType(type).build();
    }

    /** Messages are bytes, so that nothing needs be generated. */
    private static final class Plain implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream in) {
            try {
                return in.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
