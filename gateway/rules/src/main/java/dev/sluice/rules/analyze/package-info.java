/** Findings across resources, one class per code. */
@NullMarked
package dev.sluice.rules.analyze;

import org.jspecify.annotations.NullMarked;
