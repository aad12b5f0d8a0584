/** The last state on disk, so that a node starts without its control plane. */
@NullMarked
package dev.sluice.node.state;

import org.jspecify.annotations.NullMarked;
