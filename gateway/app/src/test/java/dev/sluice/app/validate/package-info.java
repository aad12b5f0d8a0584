/** Tests of {@code sluice validate}. */
@NullMarked
package dev.sluice.app.validate;

import org.jspecify.annotations.NullMarked;
