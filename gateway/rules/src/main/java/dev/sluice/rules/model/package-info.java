/** What the compiler makes of the resources: listeners, hosts, ordered routes with their provenance, clusters. Neutral: no name of an API family. */
@NullMarked
package dev.sluice.rules.model;

import org.jspecify.annotations.NullMarked;
