/** From resources to a snapshot, incrementally, with diagnostics. */
@NullMarked
package dev.sluice.rules.compile;

import org.jspecify.annotations.NullMarked;
