/** Tests of messages apart from any wire. */
@NullMarked
package dev.sluice.dataplane.http;

import org.jspecify.annotations.NullMarked;
