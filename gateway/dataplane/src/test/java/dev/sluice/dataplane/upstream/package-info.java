/** Tests of balancing and pooling. */
@NullMarked
package dev.sluice.dataplane.upstream;

import org.jspecify.annotations.NullMarked;
