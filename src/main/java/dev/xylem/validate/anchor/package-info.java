/**
 * Trust anchors over time (RFC 5011): what is known of the keys of a {@link
 * dev.xylem.validate.anchor.TrustPoint}, what becomes of it when its DNSKEY RRset is seen, and how
 * it is written down ({@link dev.xylem.validate.anchor.TrustPointText}). Nothing here asks,
 * verifies or touches a file.
 *
 * <p>Who asks is {@link dev.xylem.resolve.AnchorCare}, who verifies {@code validate.ZoneKeys}, and
 * {@link dev.xylem.validate.TrustPoints} holds what is so now. The table of RFC 5011 §4.1 is {@link
 * dev.xylem.validate.anchor.TrustPoint#learning}.
 */
@NullMarked
package dev.xylem.validate.anchor;

import org.jspecify.annotations.NullMarked;
