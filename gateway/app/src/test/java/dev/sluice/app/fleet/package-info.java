/** Nodes and admin API as processes of their own. */
@NullMarked
package dev.sluice.app.fleet;

import org.jspecify.annotations.NullMarked;
