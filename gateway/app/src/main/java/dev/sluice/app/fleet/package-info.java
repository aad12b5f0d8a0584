/** Nodes as one thing to start: data planes, nodes, telemetry, status port, drain. */
@NullMarked
package dev.sluice.app.fleet;

import org.jspecify.annotations.NullMarked;
