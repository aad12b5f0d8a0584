/** Puts the parts of the data plane together: one node's listeners, loops and exchanges behind its {@link dev.sluice.dataplane.DataPlane}. */
@NullMarked
package dev.sluice.dataplane.server;

import org.jspecify.annotations.NullMarked;
