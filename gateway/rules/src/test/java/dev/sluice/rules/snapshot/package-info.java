/** Tests. */
@NullMarked
package dev.sluice.rules.snapshot;

import org.jspecify.annotations.NullMarked;
