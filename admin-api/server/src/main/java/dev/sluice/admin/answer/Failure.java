package dev.sluice.admin.answer;

import dev.sluice.resources.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is not done. The texts are those of a Kubernetes API server, because kubectl and scripts know them.
 *
 * @param subject null where no object or resource is meant
 * @param retryAfterSeconds 0 where trying again is no use
 */
public record Failure(Reason reason, String message, @Nullable Subject subject, List<Cause> causes, int retryAfterSeconds) {
    public Failure {
        causes = List.copyOf(causes);
    }

    private static Failure of(Reason reason, String message, @Nullable Subject subject) {
        return new Failure(reason, message, subject, List.of(), 0);
    }

    public static Failure badRequest(String message) {
        return of(Reason.BAD_REQUEST, message, null);
    }

    public static Failure unauthorized() {
        return of(Reason.UNAUTHORIZED, "Unauthorized: present a client certificate issued by this server's CA", null);
    }

    public static Failure forbidden(Subject subject, String why) {
        String name = subject.name().isEmpty() ? "" : " \"" + subject.name() + "\"";
        return of(Reason.FORBIDDEN, subject.qualified() + name + " is forbidden: " + why, subject);
    }

    public static Failure forbiddenPath(String why) {
        return of(Reason.FORBIDDEN, "forbidden: " + why, null);
    }

    public static Failure notFound(Kind kind, String name) {
        Subject subject = Subject.resource(kind, name);
        return of(Reason.NOT_FOUND, subject.qualified() + " \"" + name + "\" not found", subject);
    }

    public static Failure noSuchResource() {
        return of(Reason.NOT_FOUND, "the server could not find the requested resource", null);
    }

    public static Failure methodNotAllowed(String why) {
        return of(Reason.METHOD_NOT_ALLOWED,
                "the server does not allow this method on the requested resource" + (why.isEmpty() ? "" : ": " + why), null);
    }

    public static Failure notAcceptable(List<String> served) {
        return of(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + String.join(", ", served), null);
    }

    public static Failure alreadyExists(Kind kind, String name) {
        Subject subject = Subject.resource(kind, name);
        return of(Reason.ALREADY_EXISTS, subject.qualified() + " \"" + name + "\" already exists", subject);
    }

    public static Failure modified(Kind kind, String name) {
        return conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");
    }

    public static Failure conflict(Kind kind, String name, String why) {
        Subject subject = Subject.resource(kind, name);
        return of(Reason.CONFLICT, "Operation cannot be fulfilled on " + subject.qualified() + " \"" + name + "\": " + why, subject);
    }

    public static Failure expired(String message) {
        return of(Reason.EXPIRED, message, null);
    }

    public static Failure tooLargeResourceVersion(long asked, long current) {
        return new Failure(Reason.TIMEOUT, "Too large resource version: " + asked + ", current: " + current, null,
                List.of(new Cause("ResourceVersionTooLarge", "Too large resource version", "")), 1);
    }

    public static Failure tooLarge(long limit) {
        return of(Reason.TOO_LARGE, "Request entity too large: limit is " + limit, null);
    }

    public static Failure unsupportedMediaType(List<String> accepted) {
        return of(Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: " + String.join(", ", accepted), null);
    }

    /** @param name of the object; may be empty */
    public static Failure invalid(Kind kind, String name, List<Cause> causes) {
        Subject subject = Subject.kind(kind, name);
        List<String> lines = causes.stream().map(one -> one.field().isEmpty() ? one.message() : one.field() + ": " + one.message())
                .toList();
        String all = lines.size() == 1 ? lines.getFirst() : lines.stream().collect(Collectors.joining(", ", "[", "]"));
        return new Failure(Reason.INVALID, subject.qualified() + " \"" + name + "\" is invalid: " + all, subject, causes, 0);
    }

    /** A 422 about options rather than about an object. */
    public static Failure invalidOptions(String what, Cause cause) {
        return new Failure(Reason.INVALID, what + " is invalid: " + cause.field() + ": " + cause.message(), null, List.of(cause), 0);
    }

    public static Failure tooManyRequests() {
        return new Failure(Reason.TOO_MANY_REQUESTS, "too many requests at once, please try again later", null, List.of(), 1);
    }

    public static Failure internal(String message) {
        return of(Reason.INTERNAL, "Internal error occurred: " + message, null);
    }

    public static Failure unavailable(String message) {
        return new Failure(Reason.UNAVAILABLE, message, null, List.of(), 1);
    }

    public FailureException exception() {
        return new FailureException(this);
    }
}
