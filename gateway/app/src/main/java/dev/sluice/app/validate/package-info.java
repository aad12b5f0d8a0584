/** Checks files with the gateways' own engine, and tells what each diagnostic code means. */
@NullMarked
package dev.sluice.app.validate;

import org.jspecify.annotations.NullMarked;
