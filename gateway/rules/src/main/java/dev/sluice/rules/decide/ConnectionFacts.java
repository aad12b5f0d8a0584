package dev.sluice.rules.decide;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection before any of its bytes is decrypted.
 *
 * @param tls a ClientHello was seen
 * @param sni lower case; null if none was sent
 */
public record ConnectionFacts(boolean tls, @Nullable String sni) {}
