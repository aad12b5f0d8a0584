package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.DownstreamStream;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to one request, the upstream's or our own: response policies, own fields, bytes counted. */
final class Reply {
    private final Exchange exchange;
    private final DownstreamStream stream;
    private boolean headSent;
    private boolean ended;

    Reply(Exchange exchange, DownstreamStream stream) {
        this.exchange = exchange;
        this.stream = stream;
    }

    boolean headSent() {
        return headSent;
    }

    boolean isEnded() { return ended; }

    void informational(ResponseHead head) {
        if (!headSent) stream.informational(head);
    }

    /** Of the upstream. */
    void head(ResponseHead head, boolean end) {
        exchange.notes().status = head.status();
        exchange.notes().detail = "via_upstream";
        HeaderOperations.apply(exchange.responseHeaders(), head.headers(), exchange.view());
        long took = Math.max(0, exchange.notes().upstreamNanos) / 1_000_000;
        AnswerFields.serviceTime(head.headers(), took);
        send(head, end);
    }

    private void send(ResponseHead head, boolean end) {
        headSent = true;
        List<Policy> policies = PolicyOrder.policies();
        for (int i = policies.size() - 1; i >= 0; i--) policies.get(i).onResponse(exchange, head.headers());
        AnswerFields.write(head.headers(), exchange.options().serverName(), exchange.around().clock());
        if (end) ended = true;
        stream.head(head, end);
    }

    void body(ByteBuf data) {
        exchange.notes().responseBytes += data.readableBytes();
        stream.body(data);
    }

    /** How many bytes of the body were taken from {@code socket}, of {@code atMost}; -1 if that cannot be done. */
    int splice(Channel socket, int atMost) {
        int taken = stream.splice(socket, atMost);
        exchange.notes().responseBytes += Math.max(0, taken);
        return taken;
    }

    void end(@Nullable Headers trailers) {
        ended = true;
        stream.end(trailers);
    }

    void local(Answer answer) {
        exchange.notes().status = answer.status();
        boolean grpc = answer.origin() != Answer.Origin.ROUTE && GrpcRequest.is(exchange.headers());
        ResponseHead head = grpc ? grpcHead(answer) : new ResponseHead(answer.status(), answer.headers(), answer.body().length);
        if (answer.origin() != Answer.Origin.GATEWAY && exchange.isRouted()) {
            HeaderOperations.apply(exchange.responseHeaders(), head.headers(), exchange.view());
        }
        if (answer.origin() != Answer.Origin.ROUTE && !exchange.notes().requestId.isEmpty())
            head.headers().set(EdgeFields.REQUEST_ID, exchange.notes().requestId);
        boolean bodiless = grpc || answer.body().length == 0 || exchange.method().equals("HEAD") || answer.status() == 204
                || answer.status() == 304;
        send(head, bodiless);
        if (bodiless) return;
        body(Unpooled.wrappedBuffer(answer.body()));
        end(null);
    }

    /** Trailers-only, as gRPC clients expect an error (gRPC over HTTP/2). */
    private static ResponseHead grpcHead(Answer answer) {
        Headers headers = answer.headers();
        headers.set("content-type", "application/grpc");
        if (!headers.contains("grpc-status")) headers.add("grpc-status", Integer.toString(GrpcStatus.of(answer.status())));
        String message = new String(answer.body(), StandardCharsets.UTF_8);
        if (!message.isEmpty()) headers.set("grpc-message", message);
        return new ResponseHead(200, headers, -1);
    }
}
