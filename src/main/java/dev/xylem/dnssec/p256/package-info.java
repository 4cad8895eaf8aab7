/**
 * Signatures on the curve P-256 (ECDSA, FIPS 186-5 §6.4.2), which most signed zones use, in two
 * thirds of Bouncy Castle's time and with a sixth of its garbage; decision 196 says why.
 *
 * <p>For verification only: times depend on the numbers, which all are public. Where the formulas
 * do not hold, for points that meet themselves or their opposite, {@link
 * dev.xylem.dnssec.p256.P256Key} does not answer, and Bouncy Castle is asked.
 *
 * <p>This room imports nothing of ours.
 */
@NullMarked
package dev.xylem.dnssec.p256;

import org.jspecify.annotations.NullMarked;
