/**
 * The log of queries: one JSON object per line.
 *
 * <p>{@link dev.xylem.daemon.querylog.QueryLogWriter} takes what was answered off the query's
 * thread without ever waiting; a thread of its own writes it, and puts full files aside. What does
 * not fit, because the disk is slow or full, is counted and dropped.
 *
 * <p>May use Jackson.
 */
@NullMarked
package dev.xylem.daemon.querylog;

import org.jspecify.annotations.NullMarked;
