/**
 * What happened: the typed events that the algorithms write into the ledger of a query, and views
 * of them.
 *
 * <p>{@link dev.xylem.telemetry.Event} is the vocabulary; {@link dev.xylem.telemetry.Trace} is all
 * that one ledger holds, as a value; {@link dev.xylem.telemetry.TraceText} shows it to people.
 */
@NullMarked
package dev.xylem.telemetry;

import org.jspecify.annotations.NullMarked;
