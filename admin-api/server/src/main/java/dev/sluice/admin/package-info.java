/** The admin API as one thing to start, use and close. */
@NullMarked
package dev.sluice.admin;

import org.jspecify.annotations.NullMarked;
