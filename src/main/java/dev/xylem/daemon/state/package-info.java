/**
 * What outlives the process: files that are replaced as a whole and set aside when they are damaged
 * ({@link dev.xylem.daemon.state.StateFile}), and what is cached, in one of them ({@link
 * dev.xylem.daemon.state.WarmRestart}).
 *
 * <p>Nothing here is fatal: without its files the server begins with nothing, and says so.
 */
@NullMarked
package dev.xylem.daemon.state;

import org.jspecify.annotations.NullMarked;
