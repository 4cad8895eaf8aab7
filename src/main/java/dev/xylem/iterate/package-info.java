/**
 * Finds the answer in the hierarchy, root to leaf, unjudged.
 *
 * <p>{@link dev.xylem.iterate.IterativeLookup} is the walk. At each zone {@link
 * dev.xylem.iterate.ServerSelection} says which server is next, {@link
 * dev.xylem.iterate.ServerExchange} asks it over whatever transports that takes if {@link
 * dev.xylem.iterate.WaitingQueries} has room for one more, {@link dev.xylem.iterate.Scrubber} drops
 * what the server has no say in, and {@link dev.xylem.iterate.ReplyClassifier} says what the rest
 * means: one of the {@link dev.xylem.iterate.ReplyKind}s. Everything spends the query's ledger.
 */
@NullMarked
package dev.xylem.iterate;

import org.jspecify.annotations.NullMarked;
