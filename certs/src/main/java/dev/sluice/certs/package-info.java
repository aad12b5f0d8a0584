/** Placeholder. */
@NullMarked
package dev.sluice.certs;

import org.jspecify.annotations.NullMarked;
