/** TLS contexts by compiled server, chosen by SNI; key material comes through a port. */
@NullMarked
package dev.sluice.dataplane.tls;

import org.jspecify.annotations.NullMarked;
