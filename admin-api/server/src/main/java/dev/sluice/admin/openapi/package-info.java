/** The OpenAPI documents, version 3 and 2, that clients validate and explain with. */
@NullMarked
package dev.sluice.admin.openapi;

import org.jspecify.annotations.NullMarked;
