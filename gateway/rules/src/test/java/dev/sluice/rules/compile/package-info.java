/** Tests. */
@NullMarked
package dev.sluice.rules.compile;

import org.jspecify.annotations.NullMarked;
