/**
 * The scenario player: {@code .rpl} files, in which servers and clients are scripted, played
 * against the whole resolver in the simulator.
 *
 * <p>{@link dev.xylem.replay.ScenarioParser} reads a file, {@link
 * dev.xylem.replay.ScenarioSettings} turns its options into ours or names the one we do not have,
 * {@link dev.xylem.replay.ScenarioPlayer} takes the steps, {@link dev.xylem.replay.AnswerCheck}
 * compares what a client got.
 */
@NullMarked
package dev.xylem.replay;

import org.jspecify.annotations.NullMarked;
