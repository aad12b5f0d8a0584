/** Where configuration comes from: the admin API's stream or files, delivered as whole transactions. */
@NullMarked
package dev.sluice.node.source;

import org.jspecify.annotations.NullMarked;
