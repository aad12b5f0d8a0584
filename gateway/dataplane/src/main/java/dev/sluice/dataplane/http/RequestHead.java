package dev.sluice.dataplane.http;

/**
 * The head of a request, parsed and checked, independent of its protocol. What belongs to the connection or to the framing is not among
 * {@link #headers()}: no {@code host}, {@code content-length}, {@code transfer-encoding}, {@code connection} and what it names, {@code te},
 * {@code upgrade}. {@code expect: 100-continue} and {@code trailer} are.
 *
 * @param scheme {@code http} or {@code https}, of the connection
 * @param authority host and port as sent ({@code Host} or {@code :authority}); valid, not empty
 * @param target path and query as received ({@code /a?b}), or {@code *}
 * @param contentLength -1 if the body's length is not known from the head
 * @param trailers the client takes trailers ({@code te: trailers})
 * @param upgrade the token of an accepted protocol switch ({@code websocket}); empty for an ordinary request
 */
public record RequestHead(String method, String scheme, String authority, String target, Headers headers, long contentLength, boolean trailers, String upgrade) {
    public boolean isUpgrade() { return !upgrade.isEmpty(); }
}
