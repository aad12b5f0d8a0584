/** JSON Patch and JSON Merge Patch over JSON trees. */
@NullMarked
package dev.sluice.admin.patch;

import org.jspecify.annotations.NullMarked;
