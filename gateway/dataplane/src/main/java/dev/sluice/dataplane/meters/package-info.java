/** Counts that are kept where things happen, on the hot path, and gathered by telemetry at a scrape. */
@NullMarked
package dev.sluice.dataplane.meters;

import org.jspecify.annotations.NullMarked;
