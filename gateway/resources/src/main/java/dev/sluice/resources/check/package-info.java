/** Checks of single resources: what Istio's validation would refuse (errors) and what is hardly meant (warnings). One small class per kind or concern. */
@NullMarked
package dev.sluice.resources.check;

import org.jspecify.annotations.NullMarked;
