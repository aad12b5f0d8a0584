/** Hands committed transactions to watchers: from a bounded ring in memory, and from the journal to those who ask for older ones. */
@NullMarked
package dev.sluice.admin.store.watch;

import org.jspecify.annotations.NullMarked;
