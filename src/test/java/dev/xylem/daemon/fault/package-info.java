/**
 * Servers as processes of their own to which something happens.
 *
 * <p>They run out of descriptors or disk, are killed, cannot read what they are configured with, or
 * are replaced while they are asked. Honest clients must not notice more than has to be.
 */
@NullMarked
package dev.xylem.daemon.fault;

import org.jspecify.annotations.NullMarked;
