/** One fleet member: takes configuration from its source, compiles it, applies it, reports what came of it, and keeps the last state on disk. */
@NullMarked
package dev.sluice.node;

import org.jspecify.annotations.NullMarked;
