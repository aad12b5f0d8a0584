/** The command that runs everything in one process. */
@NullMarked
package dev.sluice.app.up;

import org.jspecify.annotations.NullMarked;
