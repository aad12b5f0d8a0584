/** The status port: health, readiness, metrics. */
@NullMarked
package dev.sluice.node.status;

import org.jspecify.annotations.NullMarked;
