/** Tests. */
@NullMarked
package dev.sluice.rules.explain;

import org.jspecify.annotations.NullMarked;
