/** What certs promises, checked against openssl. */
@NullMarked
package dev.sluice.certs;

import org.jspecify.annotations.NullMarked;
