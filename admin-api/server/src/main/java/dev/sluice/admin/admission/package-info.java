/** What a write would do to the whole configuration: every diagnostic, before anything changes. */
@NullMarked
package dev.sluice.admin.admission;

import org.jspecify.annotations.NullMarked;
