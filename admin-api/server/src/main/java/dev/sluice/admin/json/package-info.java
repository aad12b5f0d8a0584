/** JSON trees: parsed strictly and within limits, read by field, written. */
@NullMarked
package dev.sluice.admin.json;

import org.jspecify.annotations.NullMarked;
