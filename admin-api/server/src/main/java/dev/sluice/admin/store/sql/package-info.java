/** The store on SQLite (embedded) and on PostgreSQL (replicas): one schema, one thread that writes, a journal that is history. */
@NullMarked
package dev.sluice.admin.store.sql;

import org.jspecify.annotations.NullMarked;
