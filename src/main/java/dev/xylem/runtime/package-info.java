/**
 * What is not a function of its arguments: time, chance, threads; and the ledger of work.
 *
 * <p>Time, chance and concurrency enter Xylem through {@link dev.xylem.runtime.TimeSource}, {@link
 * dev.xylem.runtime.Entropy} and {@link dev.xylem.runtime.Tasks}, so that the whole resolver can
 * run in a deterministic simulation. {@link dev.xylem.runtime.Work} is the ledger that every client
 * query pays from; it is handed through everything and can never be reset.
 *
 * <p>This room imports no other.
 */
@NullMarked
package dev.xylem.runtime;

import org.jspecify.annotations.NullMarked;
