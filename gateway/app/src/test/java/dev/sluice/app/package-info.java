/** The command as its users meet it, and the laws of the house. */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
