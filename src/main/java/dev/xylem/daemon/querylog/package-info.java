/**
 * The log of queries: one JSON object per line.
 *
 * <p>{@link dev.xylem.daemon.querylog.QueryLogWriter} takes what was answered off the query's
 * thread without ever waiting; a {@link dev.xylem.daemon.querylog.Backlog}, which dnstap has too,
 * writes it by a thread of its own, and counts and drops what does not fit, because the disk is
 * slow or full. Full files are put aside.
 *
 * <p>May use Jackson.
 */
@NullMarked
package dev.xylem.daemon.querylog;

import org.jspecify.annotations.NullMarked;
