/** The commands that run the admin API alone and issue credentials to nodes. */
@NullMarked
package dev.sluice.app.admin;

import org.jspecify.annotations.NullMarked;
