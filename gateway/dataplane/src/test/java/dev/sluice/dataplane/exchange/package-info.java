/** Tests of what exchanges decide. */
@NullMarked
package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.NullMarked;
