/** The echo upstream over real sockets. */
@NullMarked
package dev.sluice.app.echo;

import org.jspecify.annotations.NullMarked;
