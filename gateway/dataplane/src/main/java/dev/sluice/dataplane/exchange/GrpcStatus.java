package dev.sluice.dataplane.exchange;

import java.util.List;

/** Status codes of gRPC and their HTTP kin (gRPC over HTTP/2; http-grpc-status-mapping). */
final class GrpcStatus {
    static final int UNKNOWN = 2;
    private static final List<String> NAMES = List.of("OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS", "UNAUTHENTICATED");

    private GrpcStatus() {}

    static int numberOf(String name) {
        int number = NAMES.indexOf(name);
        return number < 0 ? UNKNOWN : number;
    }

    /** What a gRPC client makes of an HTTP status. */
    static int of(int httpStatus) {
        return switch (httpStatus) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> UNKNOWN;
        };
    }

    /** What an HTTP client is told for a gRPC status. */
    static int httpOf(int number) {
        return switch (number) {
            case 0 -> 200;
            case 1 -> 499;
            case 3, 9, 11 -> 400;
            case 4 -> 504;
            case 5 -> 404;
            case 6, 10 -> 409;
            case 7 -> 403;
            case 8 -> 429;
            case 12 -> 501;
            case 14 -> 503;
            case 16 -> 401;
            default -> 500;
        };
    }
}
