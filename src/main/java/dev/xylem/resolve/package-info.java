/**
 * A question in, a {@link dev.xylem.resolve.Resolution} out.
 *
 * <p>{@link dev.xylem.resolve.Resolver} follows aliases from link to link; each link comes from the
 * cache, from another client's query in flight ({@link dev.xylem.resolve.InFlight}), or from a walk
 * whose result is judged and then kept.
 */
@NullMarked
package dev.xylem.resolve;

import org.jspecify.annotations.NullMarked;
