/**
 * What the admin API keeps: objects as JSON trees under three revision counters, written in transactions, read from memory, watched in commit
 * order. This package is the interface; the engines are below it.
 */
@NullMarked
package dev.sluice.admin.store;

import org.jspecify.annotations.NullMarked;
