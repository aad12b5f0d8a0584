/** HTTP/2, server and client side, on Netty's connection handler. */
@NullMarked
package dev.sluice.dataplane.http2;

import org.jspecify.annotations.NullMarked;
