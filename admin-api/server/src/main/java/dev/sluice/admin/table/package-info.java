/** Objects as the rows of a Table, as kubectl prints them. */
@NullMarked
package dev.sluice.admin.table;

import org.jspecify.annotations.NullMarked;
