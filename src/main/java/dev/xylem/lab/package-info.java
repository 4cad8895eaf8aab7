/**
 * A signed internet in one process, for the demo, for tests and for benchmarks.
 *
 * <p>{@link dev.xylem.lab.LabInternet} starts it: zone files and {@code internet.txt} among the
 * resources say which zones there are, how they are signed and which of them are broken on purpose;
 * {@link dev.xylem.lab.ZoneSigner} signs them with keys derived from their names, so that every
 * start makes the same signatures; {@link dev.xylem.lab.LabAuthority} serves them on loopback.
 *
 * <p>{@link dev.xylem.lab.AuthorityAnswers} is what an authoritative server says, without sockets:
 * the simulator uses it too. Nothing here is part of the resolver.
 */
@NullMarked
package dev.xylem.lab;

import org.jspecify.annotations.NullMarked;
