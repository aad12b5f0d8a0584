/** Tables and matchers that find things by host, path and predicate; they do not know what they find. */
@NullMarked
package dev.sluice.rules.match;

import org.jspecify.annotations.NullMarked;
