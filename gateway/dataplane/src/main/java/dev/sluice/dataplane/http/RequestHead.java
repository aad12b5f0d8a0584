package dev.sluice.dataplane.http;

/**
 * The head of a request, parsed and checked, independent of its protocol. Hop-by-hop fields are already gone; {@code host} is not among
 * {@link #headers()}.
 *
 * @param target path and query as received ({@code /a?b}), or {@code *}
 * @param contentLength -1 if the body's length is not known from the head
 * @param upgrade the token of an accepted protocol switch ({@code websocket}); empty for an ordinary request
 */
public record RequestHead(String method, String scheme, String authority, String target, Headers headers, long contentLength, String upgrade) {}
