/** Seals what must not lie on a disk in clear: AES-256-GCM under keys from a file. */
@NullMarked
package dev.sluice.admin.store.seal;

import org.jspecify.annotations.NullMarked;
