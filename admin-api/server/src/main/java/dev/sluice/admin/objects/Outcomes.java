package dev.sluice.admin.objects;

import dev.sluice.admin.answer.Cause;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.answer.Reason;
import dev.sluice.admin.answer.Subject;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Edit;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Kind;
import java.util.List;
import java.util.function.Function;

/** What the store answers, in Kubernetes' words. */
final class Outcomes {
    private Outcomes() {}

    /** @param declined the failure of an edit that declined */
    static WriteOutcome.Committed committed(WriteOutcome outcome, Function<Edit.Reason, Failure> declined) {
        return switch (outcome) {
            case WriteOutcome.Committed done -> done;
            case WriteOutcome.Refused refused -> throw failure(refused.refusal(), declined).exception();
        };
    }

    static Failure failure(Refusal refusal, Function<Edit.Reason, Failure> declined) {
        return switch (refusal) {
            case Refusal.NotFound gone -> Failure.notFound(kind(gone.key()), gone.key().name());
            case Refusal.NamespaceNotFound missing -> Failure.notFound(Kind.NAMESPACE, missing.key().namespace());
            case Refusal.AlreadyExists exists -> Failure.alreadyExists(kind(exists.existing().key()), exists.existing().key().name());
            case Refusal.Conflict conflict -> conflict(conflict);
            case Refusal.TouchedTwice twice -> Failure.badRequest(twice.key() + " is named twice in one transaction");
            case Refusal.NamespaceProtected kept ->
                Failure.forbidden(Subject.resource(Kind.NAMESPACE, kept.key().name()), "this namespace may not be deleted");
            case Refusal.Declined no -> declined.apply(no.reason());
            case Refusal.NotAdmitted no -> notAdmitted(no.diagnostics());
            case Refusal.IdempotencyKeyReused reused -> Failure.badRequest("the idempotency key was used before, for another request");
            case Refusal.ReadOnly readOnly -> Failure.unavailable("the store takes no writes now: " + readOnly.reason());
            case Refusal.OutcomeUnknown unknown -> new Failure(Reason.INTERNAL,
                    "whether the write took place is unknown: " + unknown.reason() + "; read the object before you try again", null,
                    List.of(), 0);
            case Refusal.Busy busy -> Failure.tooManyRequests();
            case Refusal.Failed failed -> Failure.internal("see incident " + failed.incident() + " in the server's log");
        };
    }

    private static Failure conflict(Refusal.Conflict conflict) {
        StoredObject actual = conflict.actual();
        Kind kind = kind(actual.key());
        String wanted = conflict.expected().uid().orElse(actual.uid());
        if (!wanted.equals(actual.uid())) {
            return Failure.conflict(kind, actual.key().name(),
                    "Precondition failed: UID in precondition: " + wanted + ", UID in object meta: " + actual.uid());
        }
        return conflict.expected().revision().isPresent()
                ? Failure.conflict(kind, actual.key().name(), "Precondition failed: ResourceVersion in precondition: "
                        + conflict.expected().revision().getAsLong() + ", ResourceVersion in object meta: " + actual.revision())
                : Failure.modified(kind, actual.key().name());
    }

    /** About the object of the first error; errors of other objects name theirs. */
    private static Failure notAdmitted(List<Diagnostic> diagnostics) {
        List<Diagnostic> errors = diagnostics.stream().filter(Diagnostic::isError).toList();
        var first = errors.isEmpty() ? null : errors.getFirst().object();
        if (first == null)
            return new Failure(Reason.INVALID, "the configuration would not be valid", null,
                    errors.stream().map(FieldCheck::cause).toList(), 0);
        List<Cause> causes = errors.stream().map(one -> {
            Cause cause = FieldCheck.cause(one);
            return first.equals(one.object()) || one.object() == null
                    ? cause
                    : new Cause(cause.reason(), one.object() + ": " + cause.message(), cause.field());
        }).toList();
        return Failure.invalid(first.kind(), first.name(), causes);
    }

    static Kind kind(ObjectKey key) {
        return Types.kind(key.type()).orElseThrow(() -> new IllegalStateException(key + " is of no kind that is served"));
    }

    static StoredObject object(Change change) {
        return switch (change) {
            case Change.Created created -> created.object();
            case Change.Updated updated -> updated.after();
            case Change.Deleted deleted -> deleted.last();
            case Change.Unchanged same -> same.object();
        };
    }
}
