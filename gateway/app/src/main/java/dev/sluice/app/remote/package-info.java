/** Asking an admin API that runs elsewhere. */
@NullMarked
package dev.sluice.app.remote;

import org.jspecify.annotations.NullMarked;
