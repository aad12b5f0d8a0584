/** The vocabulary of a proxied request: heads, header fields, and the two sides of a stream, whatever the protocol. */
@NullMarked
package dev.sluice.dataplane.http;

import org.jspecify.annotations.NullMarked;
