/** The control plane as one thing to start: store, admin API, credentials. */
@NullMarked
package dev.sluice.app.control;

import org.jspecify.annotations.NullMarked;
