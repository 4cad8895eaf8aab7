/**
 * The state of trust anchors on disk, so that a key roll-over goes on where it was (RFC 5011).
 *
 * <p>{@link dev.xylem.daemon.anchor.TrustPointFile} is written whole and renamed, ends with a
 * digest, and is set aside when it does not; without it the resolver begins with what is
 * configured.
 */
@NullMarked
package dev.xylem.daemon.anchor;

import org.jspecify.annotations.NullMarked;
