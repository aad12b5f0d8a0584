/** Turns a write and the state it meets into the transaction to commit: pure, no clock, no chance, no database. */
@NullMarked
package dev.sluice.admin.store.transact;

import org.jspecify.annotations.NullMarked;
