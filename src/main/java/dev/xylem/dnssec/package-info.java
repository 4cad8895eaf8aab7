/**
 * The mathematics of DNSSEC, pure: no input or output, no state, no clock.
 *
 * <p>{@link dev.xylem.dnssec.CanonicalForm} is what signatures are made over, {@link
 * dev.xylem.dnssec.KeyTag} and {@link dev.xylem.dnssec.DelegationSigner} tie keys to their records
 * and delegations, {@link dev.xylem.dnssec.Nsec3Hash} hides names. What any of it costs is counted
 * by whoever calls it, in the work ledger.
 *
 * <p>This room imports {@code dns}, {@code wire} and, for libcrypto, {@code linux}; it and {@code
 * lab} are where Bouncy Castle may be used.
 */
@NullMarked
package dev.xylem.dnssec;

import org.jspecify.annotations.NullMarked;
