/** Why a request gets its answer: the deciders' own calls, with someone taking notes. */
@NullMarked
package dev.sluice.rules.explain;

import org.jspecify.annotations.NullMarked;
