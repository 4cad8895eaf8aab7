/**
 * The simulator: the whole resolver on one thread, virtual time and seeded chance.
 *
 * <p>{@link dev.xylem.sim.SimScheduler} runs virtual threads one at a time in seeded order and owns
 * the clock; {@link dev.xylem.sim.SimWorld} hands both to the resolver. {@link
 * dev.xylem.sim.InternetGenerator} draws zones and servers, {@link dev.xylem.sim.SimNetwork} loses
 * and forges packets, {@link dev.xylem.sim.Scenarios} has clients ask, and {@link
 * dev.xylem.sim.Checkers} holds their answers against the {@link dev.xylem.sim.Oracle}. Same seed,
 * same trace.
 */
@NullMarked
package dev.xylem.sim;

import org.jspecify.annotations.NullMarked;
