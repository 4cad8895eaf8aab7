/**
 * The log: what is logged, and how a line looks.
 *
 * <p>SLF4J and Logback, configured by code: a configuration file would have to be found on the
 * class path, which takes a tenth of a start. Tests have a file, since they start from the class
 * path without {@link dev.xylem.daemon.log.Logging#begin}.
 */
@NullMarked
package dev.xylem.daemon.log;

import org.jspecify.annotations.NullMarked;
