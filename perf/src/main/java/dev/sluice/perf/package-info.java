/** Placeholder. */
@NullMarked
package dev.sluice.perf;

import org.jspecify.annotations.NullMarked;
