/** The kinds that the API serves, with all their names. */
@NullMarked
package dev.sluice.admin.kinds;

import org.jspecify.annotations.NullMarked;
