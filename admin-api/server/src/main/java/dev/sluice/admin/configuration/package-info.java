/** The stream of whole configuration that each node follows, closed by bookmarks that carry its digest. */
@NullMarked
package dev.sluice.admin.configuration;

import org.jspecify.annotations.NullMarked;
