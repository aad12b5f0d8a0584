/** Access log and metrics. */
@NullMarked
package dev.sluice.dataplane.telemetry;

import org.jspecify.annotations.NullMarked;
