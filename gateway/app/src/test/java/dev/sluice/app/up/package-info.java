/** Tests of {@code sluice up}. */
@NullMarked
package dev.sluice.app.up;

import org.jspecify.annotations.NullMarked;
