/** Tests of warming up. */
@NullMarked
package dev.sluice.node.warmup;

import org.jspecify.annotations.NullMarked;
