/** The data plane over real sockets. */
@NullMarked
package dev.sluice.dataplane.server;

import org.jspecify.annotations.NullMarked;
