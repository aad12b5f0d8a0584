package dev.sluice.admin.store;

import dev.sluice.resources.Diagnostic;
import java.util.List;
import java.util.Objects;

/** Every way in which a write can fail. A refused write has changed nothing, save {@link OutcomeUnknown}. {@code operation} counts from 0. */
public sealed interface Refusal {
    record NotFound(int operation, ObjectKey key) implements Refusal {}

    /** The namespace of {@code key} does not exist. */
    record NamespaceNotFound(int operation, ObjectKey key) implements Refusal {}

    record AlreadyExists(int operation, StoredObject existing) implements Refusal {}

    /** The precondition does not hold: another revision or another object of the same name. */
    record Conflict(int operation, Precondition expected, StoredObject actual) implements Refusal {}

    /** Two operations of one write touch the same object. */
    record TouchedTwice(int operation, ObjectKey key) implements Refusal {}

    /** A namespace that the product cannot be without. */
    record NamespaceProtected(int operation, ObjectKey key) implements Refusal {}

    /** The {@link Edit} declined. */
    record Declined(int operation, ObjectKey key, Edit.Reason reason) implements Refusal {}

    /** The {@link Admission} refused; at least one diagnostic is an error. */
    record NotAdmitted(List<Diagnostic> diagnostics) implements Refusal {
        public NotAdmitted {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    record IdempotencyKeyReused(String key) implements Refusal {}

    /** The disk is full, the file system fails, the database is away: reads go on, writes may be tried again later. */
    record ReadOnly(String reason) implements Refusal {}

    /** The connection to the database broke while it committed and it could not be asked since: the write may or may not be there. */
    record OutcomeUnknown(String reason) implements Refusal {}

    /** Too many writes are waiting. */
    record Busy() implements Refusal {}

    /** A fault of the program, not of the request; the log has it under {@code incident}. */
    record Failed(String incident) implements Refusal {
        public Failed {
            Objects.requireNonNull(incident);
        }
    }
}
