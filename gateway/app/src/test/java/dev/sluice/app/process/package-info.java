/** The command as child processes of tests. */
@NullMarked
package dev.sluice.app.process;

import org.jspecify.annotations.NullMarked;
