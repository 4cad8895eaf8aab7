/**
 * Wiring: the command line, and the only room that knows all others.
 *
 * <p>{@link dev.xylem.daemon.Main} has one class for each subcommand. They turn arguments and the
 * configuration file into objects, which are passed on by constructors: nothing below this room
 * asks for a setting. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration; an operator's
 * mistake is answered with one line and no stack trace.
 *
 * <p>May import every room, and picocli and Logback.
 */
@NullMarked
package dev.xylem.daemon;

import org.jspecify.annotations.NullMarked;
