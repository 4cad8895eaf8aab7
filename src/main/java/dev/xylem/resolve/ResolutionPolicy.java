package dev.xylem.resolve;

import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about resolution.
 *
 * @param prefetch what is looked up again before it expires
 * @param stale how what has expired is given for want of anything newer; null: it is not
 * @param dns64 how IPv4 addresses are shown to those who have only IPv6; null: as they are
 */
public record ResolutionPolicy(
    Prefetch prefetch, @Nullable ServeStale stale, @Nullable Dns64 dns64) {}
