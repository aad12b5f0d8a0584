/** Tests of HTTP/1.1 on the wire. */
@NullMarked
package dev.sluice.dataplane.http1;

import org.jspecify.annotations.NullMarked;
