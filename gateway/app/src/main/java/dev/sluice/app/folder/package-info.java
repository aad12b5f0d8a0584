/** The data folder: the local authority, the files written for users, where store and nodes keep theirs. */
@NullMarked
package dev.sluice.app.folder;

import org.jspecify.annotations.NullMarked;
