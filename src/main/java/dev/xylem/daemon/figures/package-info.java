/**
 * The numbers that parts of a server keep for themselves, as metrics: each is read when somebody
 * asks, so that nothing is counted twice and no part knows of metrics.
 *
 * <p>{@link dev.xylem.daemon.figures.DoorFigures} is about clients and who of them was not served,
 * {@link dev.xylem.daemon.figures.CacheFigures} about what is remembered.
 */
@NullMarked
package dev.xylem.daemon.figures;

import org.jspecify.annotations.NullMarked;
