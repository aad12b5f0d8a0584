/** The sluice command: wires the roles together and holds no domain logic. */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
