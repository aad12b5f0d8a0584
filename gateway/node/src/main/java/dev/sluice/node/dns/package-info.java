/** Names of DNS services, resolved again and again, with the last good answer kept. */
@NullMarked
package dev.sluice.node.dns;

import org.jspecify.annotations.NullMarked;
