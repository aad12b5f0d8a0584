package dev.sluice.dataplane.exchange;

import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.RoutePolicy.Fault;
import java.time.Duration;

/** Delays and aborts a share of the requests, drawn apart (RX-47). As in Envoy only what is
 * forwarded can be hit. */
final class FaultPolicy implements Policy {
    private static final int MILLION = 1_000_000;

    @Override
    public Outcome onRequest(Exchange exchange) {
        Fault fault = exchange.policy().fault();
        if (fault == null || !(exchange.action() instanceof Action.Forward)) return Outcome.CONTINUE;
        boolean abort = drawn(exchange, fault.abortPpm()) && (fault.abortStatus() > 0 || fault.abortGrpcStatus() != null);
        Duration delay = fault.delay();
        if (delay != null && drawn(exchange, fault.delayPpm())) {
            exchange.notes().flag("DI", "fault_filter_delay");
            exchange.later(delay, () -> {
                if (abort) exchange.answer(aborted(fault));
                else
                    exchange.resume();
            });
            return Outcome.SUSPEND;
        }
        return abort ? new Outcome.Respond(aborted(fault)) : Outcome.CONTINUE;
    }

    private static boolean drawn(Exchange exchange, int ppm) {
        return ppm > 0 && (ppm >= MILLION || exchange.around().dice().next(MILLION) < ppm);
    }

    private static Answer aborted(Fault fault) {
        String grpc = fault.abortGrpcStatus();
        int status = grpc == null ? fault.abortStatus() : GrpcStatus.httpOf(GrpcStatus.numberOf(grpc));
        Answer answer = Answer.plain(status, "fault filter abort", "FI", "fault_filter_abort").of(Answer.Origin.UPSTREAM);
        if (grpc != null) answer.headers().add("grpc-status", Integer.toString(GrpcStatus.numberOf(grpc)));
        return answer;
    }
}
