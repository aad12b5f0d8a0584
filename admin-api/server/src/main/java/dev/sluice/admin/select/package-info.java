/** Label and field selectors of lists and watches. */
@NullMarked
package dev.sluice.admin.select;

import org.jspecify.annotations.NullMarked;
