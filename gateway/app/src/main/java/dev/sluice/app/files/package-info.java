/** Configuration in files and folders: finding, reading and placing what is said about it. */
@NullMarked
package dev.sluice.app.files;

import org.jspecify.annotations.NullMarked;
