/** Tells why a request gets its answer, by the gateways' own engine: from files, or from what a running installation holds. */
@NullMarked
package dev.sluice.app.explain;

import org.jspecify.annotations.NullMarked;
