/** Who calls, known by client certificate, and what he may do. */
@NullMarked
package dev.sluice.admin.auth;

import org.jspecify.annotations.NullMarked;
