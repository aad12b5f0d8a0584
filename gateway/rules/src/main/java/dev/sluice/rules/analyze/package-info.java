/** Findings across resources, made from what was built, so that nothing is told that is not so; by topic one class that words its codes. */
@NullMarked
package dev.sluice.rules.analyze;

import org.jspecify.annotations.NullMarked;
