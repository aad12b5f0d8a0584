/** One request from head to tail: the policies in their order, forwarding, retries, the answer to each failure. */
@NullMarked
package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.NullMarked;
