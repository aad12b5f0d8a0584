/** Certificates and keys: the local certificate authority, SPIFFE identities, PEM in and out. A library that knows nothing of Sluice. */
@NullMarked
package dev.sluice.certs;

import org.jspecify.annotations.NullMarked;
