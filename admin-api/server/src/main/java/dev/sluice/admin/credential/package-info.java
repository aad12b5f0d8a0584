/** Secrets as TLS credentials: what is wrong with one that is about to be stored, at the time given. Pure. */
@NullMarked
package dev.sluice.admin.credential;

import org.jspecify.annotations.NullMarked;
