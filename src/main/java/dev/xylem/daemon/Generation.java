package dev.xylem.daemon;

import dev.xylem.config.Settings;
import dev.xylem.listen.FastPath;
import dev.xylem.listen.RecursiveService;
import java.util.function.Supplier;

/**
 * All that the settings make, and that is replaced as a whole when they change.
 *
 * @param fastPath makes one for each event loop
 */
record Generation(
    Settings settings,
    ResolverStack stack,
    RecursiveService service,
    Supplier<FastPath> fastPath) {}
