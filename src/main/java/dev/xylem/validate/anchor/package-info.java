/**
 * Trust anchors over time (RFC 5011): what is known of the keys of a {@link
 * dev.xylem.validate.anchor.TrustPoint}, what becomes of it when its DNSKEY RRset is seen ({@link
 * dev.xylem.validate.anchor.TrustPoint#learning}, the table of §4.1), and how it is written down.
 *
 * <p>Nothing here asks, verifies or touches a file: who asks is {@link
 * dev.xylem.resolve.AnchorCare}, who verifies {@code validate.ZoneKeys}, and {@link
 * dev.xylem.validate.TrustPoints} holds what is so now.
 */
@NullMarked
package dev.xylem.validate.anchor;

import org.jspecify.annotations.NullMarked;
