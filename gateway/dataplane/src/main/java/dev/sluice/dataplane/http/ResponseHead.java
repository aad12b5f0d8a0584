package dev.sluice.dataplane.http;

/**
 * The head of a response, final or informational, independent of its protocol; framing and hop-by-hop fields are not among {@link #headers()}.
 *
 * @param contentLength of the body as announced, also where no body follows (HEAD, 304); -1 if it is not known from the head
 */
public record ResponseHead(int status, Headers headers, long contentLength) {}
