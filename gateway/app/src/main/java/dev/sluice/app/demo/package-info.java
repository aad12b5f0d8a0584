/** What makes a sample work out of the box: echo upstreams, credentials, the curls to try. */
@NullMarked
package dev.sluice.app.demo;

import org.jspecify.annotations.NullMarked;
