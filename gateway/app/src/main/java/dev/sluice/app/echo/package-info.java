/** A small upstream that answers what it was asked, to try a gateway with. */
@NullMarked
package dev.sluice.app.echo;

import org.jspecify.annotations.NullMarked;
