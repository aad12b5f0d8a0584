/** Endpoints, balancing, connection pools of one event loop. */
@NullMarked
package dev.sluice.dataplane.upstream;

import org.jspecify.annotations.NullMarked;
