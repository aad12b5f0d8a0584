/** Tests. */
@NullMarked
package dev.sluice.rules.analyze;

import org.jspecify.annotations.NullMarked;
