/** What all commands share: exit codes, settings from flags, variables and file, signals of the process. */
@NullMarked
package dev.sluice.app.cli;

import org.jspecify.annotations.NullMarked;
