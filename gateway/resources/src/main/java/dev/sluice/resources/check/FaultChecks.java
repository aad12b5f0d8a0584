package dev.sluice.resources.check;

import dev.sluice.resources.VirtualService.Abort;
import dev.sluice.resources.VirtualService.AbortError;
import dev.sluice.resources.VirtualService.Delay;
import dev.sluice.resources.VirtualService.DelayKind;
import dev.sluice.resources.VirtualService.HttpFault;
import dev.sluice.resources.VirtualService.Percent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fault injection. */
final class FaultChecks {
    private static final Set<String> GRPC = Set.of("OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
            "ALREADY_EXISTS", "PERMISSION_DENIED",
            "UNAUTHENTICATED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL",
            "UNAVAILABLE", "DATA_LOSS");

    private FaultChecks() {}

    static void check(Findings findings, String field, @Nullable HttpFault fault) {
        if (fault == null) return;
        if (fault.delay() == null && fault.abort() == null)
            findings.add(CheckCode.FAULT_EMPTY, field, "the fault has neither delay nor abort", "write one, or remove fault");
        if (fault.delay() != null) delay(findings, field + ".delay", fault.delay());
        if (fault.abort() != null) abort(findings, field + ".abort", fault.abort());
    }

    private static void delay(Findings findings, String field, Delay delay) {
        percent(findings, field + ".percentage", delay.percentage());
        if (delay.percentage() == null && (delay.percent() < 0 || delay.percent() > 100)) {
            findings.add(CheckCode.DELAY_PERCENT, field + ".percent",
                    delay.percent() + " is outside 0..100: " + (delay.percent() < 0 ? "no" : "every") + " request is delayed",
                    "write percentage: {value: 100} or less");
        }
        if (delay.kind() instanceof DelayKind.Exponential) {
            findings.add(CheckCode.FAULT_UNIMPLEMENTED, field + ".exponentialDelay", "exponentialDelay is not implemented",
                    "write fixedDelay");
        }
        if (delay.kind() == null)
            findings.add(CheckCode.FAULT_NEVER, field, "the delay has no time and delays nothing", "write fixedDelay");
        if (delay.percentage() == null && delay.percent() == 0) never(findings, field, "delayed");
    }

    private static void abort(Findings findings, String field, Abort abort) {
        percent(findings, field + ".percentage", abort.percentage());
        switch (abort.error()) {
            case AbortError.HttpStatus http -> status(findings, CheckCode.FAULT_STATUS, field + ".httpStatus", http.httpStatus());
            case AbortError.GrpcStatus grpc -> {
                if (!GRPC.contains(grpc.grpcStatus())) {
                    findings.add(CheckCode.FAULT_STATUS, field + ".grpcStatus", "'" + grpc.grpcStatus() + "' is not a gRPC status",
                            "in capitals, such as UNAVAILABLE or NOT_FOUND");
                }
            }
            case AbortError.Http2Error http2 ->
                findings.add(CheckCode.FAULT_UNIMPLEMENTED, field + ".http2Error", "http2Error is not implemented", "write httpStatus");
            case null -> findings.add(CheckCode.ABORT_WITHOUT_ERROR, field, "the abort has no error and aborts nothing",
                    "write httpStatus or grpcStatus");
        }
        if (abort.error() != null && abort.percentage() == null) never(findings, field, "aborted");
    }

    private static void never(Findings findings, String field, String done) {
        findings.add(CheckCode.FAULT_NEVER, field, "without a percentage no request is " + done, "write percentage: {value: 100}");
    }

    static void status(Findings findings, CheckCode code, String field, int status) {
        if (status < 200 || status > 600) findings.add(code, field, "status " + status + " is outside 200..599");
    }

    static void percent(Findings findings, String field, @Nullable Percent percent) {
        if (percent == null) return;
        double value = percent.value();
        // A value that is no number at all (.nan) is none of these.
        if (!(value == 0 || value >= 0.0001 && value <= 100)) {
            findings.add(CheckCode.BAD_PERCENT, field + ".value", value + " is neither 0 nor within 0.0001..100");
        }
    }
}
