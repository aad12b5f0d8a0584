/** What the API answers: bodies, and every failure as Kubernetes' Status object, made in one place. */
@NullMarked
package dev.sluice.admin.answer;

import org.jspecify.annotations.NullMarked;
