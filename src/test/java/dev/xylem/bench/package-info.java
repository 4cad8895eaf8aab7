/** Measurements that are run by hand ({@code scripts/bench}); what they said is in docs. */
@NullMarked
package dev.xylem.bench;

import org.jspecify.annotations.NullMarked;
