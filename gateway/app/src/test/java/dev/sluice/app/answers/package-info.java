/** The recorded answers of a real Istio gateway, asked again of ours over sockets. */
@NullMarked
package dev.sluice.app.answers;

import org.jspecify.annotations.NullMarked;
