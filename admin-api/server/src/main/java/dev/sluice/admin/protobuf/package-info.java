/** Kubernetes' protobuf request bodies, and the OpenAPI v2 document as gnostic's protobuf, both driven by tables. */
@NullMarked
package dev.sluice.admin.protobuf;

import org.jspecify.annotations.NullMarked;
