/** Lists continued and watched: one event stream per watcher, bounded. */
@NullMarked
package dev.sluice.admin.watch;

import org.jspecify.annotations.NullMarked;
