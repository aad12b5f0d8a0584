package dev.sluice.dataplane.transport;

import org.jspecify.annotations.Nullable;

/** Words for what keeps a transport from being used. Pure. */
final class Obstacles {
    private static final String NOT_PERMITTED = "Operation not permitted";
    private static final String DENIED = "Permission denied";
    private static final String NOT_IMPLEMENTED = "Function not implemented";

    private Obstacles() {}

    /**
     * @param cause what Netty says; null if there is no obstacle
     * @param sysctl the value of {@code kernel.io_uring_disabled} (Linux 6.6 and later): 0 for all, 1 for few, 2 for nobody; empty if unknown
     * @return cause and remedy; empty if there is no obstacle
     */
    static String ofIoUring(@Nullable Throwable cause, String sysctl) {
        if (cause == null) return "";
        String said = text(cause);
        if (said.contains(NOT_PERMITTED) || said.contains(DENIED)) return said + refusal(sysctl);
        if (said.contains(NOT_IMPLEMENTED))
            return said + " (this kernel is built without io_uring, or a sandbox hides it: run it elsewhere, or with --transport epoll)";
        return said;
    }

    private static String refusal(String sysctl) {
        return switch (sysctl) {
            case "2" -> " (the sysctl kernel.io_uring_disabled is 2, which forbids it to all: set it to 0 on this machine)";
            case "1" ->
                " (the sysctl kernel.io_uring_disabled is 1, which forbids it to processes that lack CAP_SYS_ADMIN and are not in the "
                        + "group of kernel.io_uring_group: add this user to that group)";
            default ->
                " (the seccomp profile of this container or service most likely forbids io_uring_setup: run it with a profile that allows "
                        + "io_uring_setup, io_uring_enter and io_uring_register; in Kubernetes by securityContext.seccompProfile, type Localhost)";
        };
    }

    /** @param cause null if the transport can be had */
    static String of(@Nullable Throwable cause) {
        return cause == null ? "" : text(cause);
    }

    private static String text(Throwable cause) {
        Throwable last = cause;
        while (last.getCause() != null) last = last.getCause();
        String message = last.getMessage();
        return message == null ? last.toString() : message;
    }
}
