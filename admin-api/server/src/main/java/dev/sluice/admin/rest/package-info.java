/** HTTP: requests parsed, routed, authorised and answered. */
@NullMarked
package dev.sluice.admin.rest;

import org.jspecify.annotations.NullMarked;
