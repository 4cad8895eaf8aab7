/**
 * The commands that talk to a running server.
 *
 * <p>{@link dev.xylem.daemon.client.ControlCommands} has one small class for each; what it asks for
 * is one request of {@code docs/openapi.yaml}, and what it prints is the server's answer, for
 * people or, with {@code --json}, for programs. {@link dev.xylem.daemon.client.ControlClient} sends
 * it over the UNIX socket. Exit codes: 0 done, 1 the server says no, 2 wrong usage, 3 no server.
 *
 * <p>May use picocli.
 */
@NullMarked
package dev.xylem.daemon.client;

import org.jspecify.annotations.NullMarked;
