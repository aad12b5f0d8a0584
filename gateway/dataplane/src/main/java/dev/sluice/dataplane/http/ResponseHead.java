package dev.sluice.dataplane.http;

/**
 * The head of a response, final or informational, independent of its protocol; hop-by-hop fields are already gone.
 *
 * @param contentLength -1 if the body's length is not known from the head
 */
public record ResponseHead(int status, Headers headers, long contentLength) {}
