/**
 * Every resource kind that a node reads, as immutable records shaped like its YAML, and the diagnostics that speak about them.
 *
 * <p>Conventions that the reader's binder and the published schema rely on: a component is named as its field; lists and maps are never null (absent
 * means empty); a component that is not {@code @Nullable} and absent has its proto3 zero value (empty string, 0, false, an enum's first constant);
 * a "one of" is a sealed interface whose permitted records have one component each, named as the member.
 */
@NullMarked
package dev.sluice.resources;

import org.jspecify.annotations.NullMarked;
