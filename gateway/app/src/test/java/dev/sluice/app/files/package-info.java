/** Tests of reading configuration files. */
@NullMarked
package dev.sluice.app.files;

import org.jspecify.annotations.NullMarked;
