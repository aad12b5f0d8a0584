/**
 * Annotations that say what a component's type cannot: they drive the reader's binder and the published schema alike, so that nothing is said twice.
 */
@NullMarked
package dev.sluice.resources.schema;

import org.jspecify.annotations.NullMarked;
