/** The command that runs one node. */
@NullMarked
package dev.sluice.app.gateway;

import org.jspecify.annotations.NullMarked;
