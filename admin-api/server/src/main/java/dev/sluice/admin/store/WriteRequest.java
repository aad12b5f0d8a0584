package dev.sluice.admin.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One transaction: all operations take effect, in this order, or none.
 *
 * @param actor who writes, as history shows it
 * @param verb {@code create}, {@code apply}, {@code rollback}...
 * @param message why, in the writer's words; may be empty
 * @param dryRun do all but commit
 */
public record WriteRequest(List<Operation> operations, String actor, String verb, String message, Optional<IdempotencyKey> idempotencyKey, boolean dryRun) {
    public WriteRequest {
        operations = List.copyOf(operations);
        if (operations.isEmpty()) throw new IllegalArgumentException("a write needs an operation");
        Objects.requireNonNull(actor);
        Objects.requireNonNull(verb);
        Objects.requireNonNull(message);
        Objects.requireNonNull(idempotencyKey);
    }

    public static WriteRequest of(String actor, String verb, Operation... operations) {
        return new WriteRequest(List.of(operations), actor, verb, "", Optional.empty(), false);
    }

    public WriteRequest asDryRun() {
        return new WriteRequest(operations, actor, verb, message, idempotencyKey, true);
    }

    /**
     * Makes a repeated write harmless: the second answer is the first one's.
     *
     * @param key chosen by the client
     * @param fingerprint of the request's content: the same key with another fingerprint is {@link Refusal.IdempotencyKeyReused}
     */
    public record IdempotencyKey(String key, String fingerprint) {
        public IdempotencyKey {
            if (key.isEmpty()) throw new IllegalArgumentException("an idempotency key must not be empty");
            Objects.requireNonNull(fingerprint);
        }
    }
}
