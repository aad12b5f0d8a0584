/** Which groups, versions and resources there are, in Kubernetes' three representations. */
@NullMarked
package dev.sluice.admin.discovery;

import org.jspecify.annotations.NullMarked;
