/** What deciding and compiling cost: JMH benchmarks over configurations made up by number. Nothing imports it. */
@NullMarked
package dev.sluice.perf;

import org.jspecify.annotations.NullMarked;
