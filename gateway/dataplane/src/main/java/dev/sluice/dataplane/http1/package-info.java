/** HTTP/1.1 on bytes: strict head parser, framing, server and client side. */
@NullMarked
package dev.sluice.dataplane.http1;

import org.jspecify.annotations.NullMarked;
