/** Listeners on the event loops: plan, bind, accept, drain. */
@NullMarked
package dev.sluice.dataplane.listen;

import org.jspecify.annotations.NullMarked;
