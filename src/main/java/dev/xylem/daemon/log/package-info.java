/** The log: SLF4J and Logback, configured by code, because a configuration file has to be found. */
@NullMarked
package dev.xylem.daemon.log;

import org.jspecify.annotations.NullMarked;
