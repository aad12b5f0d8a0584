/** The pure calls: which server takes a connection, which route takes a request, and the trail that explains it. */
@NullMarked
package dev.sluice.rules.decide;

import org.jspecify.annotations.NullMarked;
