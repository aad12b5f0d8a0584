/** Options that several commands share, and the values they are read into. */
@NullMarked
package dev.sluice.app.options;

import org.jspecify.annotations.NullMarked;
