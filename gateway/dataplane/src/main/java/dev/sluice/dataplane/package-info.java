/** The data plane as its owner sees it: start, apply, drain; and the ports it needs from outside. */
@NullMarked
package dev.sluice.dataplane;

import org.jspecify.annotations.NullMarked;
