/** The laws of the structure, checked over every module's compiled classes. */
@NullMarked
package dev.sluice.app.laws;

import org.jspecify.annotations.NullMarked;
