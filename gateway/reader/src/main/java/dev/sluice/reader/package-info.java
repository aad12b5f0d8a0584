/** Reads resources from YAML and JSON, strictly and with places; writes them; publishes their schema. Given text, it never opens files. */
@NullMarked
package dev.sluice.reader;

import org.jspecify.annotations.NullMarked;
