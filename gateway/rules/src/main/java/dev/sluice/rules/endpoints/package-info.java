/** Where clusters lead: addresses by cluster, assembled purely, swapped apart from routes. */
@NullMarked
package dev.sluice.rules.endpoints;

import org.jspecify.annotations.NullMarked;
