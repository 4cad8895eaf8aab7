/** The doors. */
@NullMarked
package dev.xylem.listen;

import org.jspecify.annotations.NullMarked;
