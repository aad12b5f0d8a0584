/** Reads and writes of objects with Kubernetes' semantics, over the store; knows no HTTP. */
@NullMarked
package dev.sluice.admin.objects;

import org.jspecify.annotations.NullMarked;
