/** Wiring. */
@NullMarked
package dev.xylem.daemon;

import org.jspecify.annotations.NullMarked;
