/** One immutable, indexed world that event loops read. */
@NullMarked
package dev.sluice.rules.snapshot;

import org.jspecify.annotations.NullMarked;
