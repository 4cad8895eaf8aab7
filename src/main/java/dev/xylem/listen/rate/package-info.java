/**
 * How many queries over UDP one network may ask in a second.
 *
 * <p>{@link dev.xylem.listen.rate.RateLimitedPath} stands before the fast path of each event loop,
 * if the operator wants a limit; {@link dev.xylem.listen.rate.ClientRates} keeps count for all of
 * them. Whoever has proven to be at its address, by TCP or by a cookie of ours, is not limited:
 * queries in its name are its own.
 *
 * <p>What waits, and how much of it one client may have, is the matter of {@code listen.admission}.
 */
@NullMarked
package dev.xylem.listen.rate;

import org.jspecify.annotations.NullMarked;
