package dev.sluice.rules.compile;

import dev.sluice.resources.VirtualService.AbortError;
import dev.sluice.resources.VirtualService.DelayKind;
import dev.sluice.resources.VirtualService.HttpFault;
import dev.sluice.resources.VirtualService.Percent;
import dev.sluice.rules.model.RoutePolicy.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Injected faults (RX-47). */
final class Faults {
    private Faults() {}

    static @Nullable Fault of(@Nullable HttpFault in) {
        if (in == null) return null;
        Duration delay = null;
        int delayPpm = 0;
        if (in.delay() != null && in.delay().kind() instanceof DelayKind.Fixed fixed) {
            delay = fixed.fixedDelay();
            delayPpm = in.delay().percentage() != null ? ppm(in.delay().percentage()) : ppm(in.delay().percent());
        }
        int status = 0;
        String grpcStatus = null;
        int abortPpm = 0;
        if (in.abort() != null) {
            abortPpm = in.abort().percentage() == null ? 0 : ppm(in.abort().percentage());
            switch (in.abort().error()) {
                case AbortError.HttpStatus it -> status = it.httpStatus();
                case AbortError.GrpcStatus it -> grpcStatus = it.grpcStatus();
                case AbortError.Http2Error it -> abortPpm = 0;
                case null -> abortPpm = 0;
            }
        }
        return delay == null && abortPpm == 0 ? null : new Fault(delay, delayPpm, status, grpcStatus, abortPpm);
    }

    /** Parts of a million; what is finer is cut off, as Istio does. */
    static int ppm(Percent percent) {
        return ppm(percent.value());
    }

    /** What is outside 0 to 100 is none or all: the older fields are not refused for it. */
    static int ppm(double percent) {
        return (int) Math.max(0, Math.min(1_000_000, percent * 10_000));
    }
}
