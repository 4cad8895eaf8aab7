/**
 * {@code xylem install} and {@code xylem uninstall}: Xylem as the resolver of the machine.
 *
 * <p>{@link dev.xylem.daemon.install.Installation} says what is changed, in order; {@code Machine}
 * changes it and notes in the {@code Journal}, before each change, how it is taken back. What
 * follows is undone in the reverse order: at once when a step fails, else by {@code uninstall}.
 */
@NullMarked
package dev.xylem.daemon.install;

import org.jspecify.annotations.NullMarked;
