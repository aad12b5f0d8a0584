package dev.sluice.admin.answer;

/** Kubernetes' machine-readable reasons, each with its HTTP status: the closed set of ways in which a request can fail. */
public enum Reason {
    BAD_REQUEST("BadRequest", 400), UNAUTHORIZED("Unauthorized", 401), FORBIDDEN("Forbidden", 403), NOT_FOUND("NotFound",
            404), METHOD_NOT_ALLOWED("MethodNotAllowed", 405), NOT_ACCEPTABLE("NotAcceptable", 406), CONFLICT("Conflict",
                    409), ALREADY_EXISTS("AlreadyExists", 409), EXPIRED("Expired", 410), TOO_LARGE("RequestEntityTooLarge",
                            413), UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", 415), INVALID("Invalid", 422), TOO_MANY_REQUESTS(
                                    "TooManyRequests",
                                    429), INTERNAL("InternalError", 500), UNAVAILABLE("ServiceUnavailable", 503), TIMEOUT("Timeout", 504);

    private final String text;
    private final int status;

    Reason(String text, int status) {
        this.text = text;
        this.status = status;
    }

    public String text() {
        return text;
    }

    public int status() {
        return status;
    }
}
