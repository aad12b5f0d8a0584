/** Tests of one node as a process. */
@NullMarked
package dev.sluice.app.gateway;

import org.jspecify.annotations.NullMarked;
