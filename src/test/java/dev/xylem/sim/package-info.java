/**
 * The simulator: the whole resolver on one thread, virtual time and seeded chance.
 *
 * <p>{@link dev.xylem.sim.SimScheduler} runs virtual threads one at a time in seeded order and owns
 * the clock; {@link dev.xylem.sim.SimWorld} hands both to the resolver. Same seed, same trace.
 */
@NullMarked
package dev.xylem.sim;

import org.jspecify.annotations.NullMarked;
