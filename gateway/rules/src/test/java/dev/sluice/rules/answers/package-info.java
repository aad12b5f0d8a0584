/** Recorded answers of a real Istio gateway, asked again of the rule engine alone. */
@NullMarked
package dev.sluice.rules.answers;

import org.jspecify.annotations.NullMarked;
