/** Makes the data path fast before the process says that it is ready: compiled code, native libraries, buffers. */
@NullMarked
package dev.sluice.node.warmup;

import org.jspecify.annotations.NullMarked;
