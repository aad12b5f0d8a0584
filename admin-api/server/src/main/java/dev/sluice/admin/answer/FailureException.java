package dev.sluice.admin.answer;

import java.io.Serial;

/** Carries a {@link Failure} to the one place that answers it. No stack trace: it is an answer, not a fault. */
public final class FailureException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final transient Failure failure;

    FailureException(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
