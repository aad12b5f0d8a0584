/** Tests of which transport serves. */
@NullMarked
package dev.sluice.dataplane.transport;

import org.jspecify.annotations.NullMarked;
