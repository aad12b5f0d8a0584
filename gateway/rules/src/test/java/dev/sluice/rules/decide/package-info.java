/** Tests of the pure calls. */
@NullMarked
package dev.sluice.rules.decide;

import org.jspecify.annotations.NullMarked;
