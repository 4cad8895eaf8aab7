package dev.xylem.daemon;

import dev.xylem.config.Settings;
import dev.xylem.daemon.state.Fingerprint;
import dev.xylem.daemon.state.WarmRestart;
import dev.xylem.iterate.RootHints;
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
    RootHints hints,
    ResolverStack stack,
    RecursiveService service,
    Supplier<FastPath> fastPath) {

  /** What may be saved for the next process. */
  WarmRestart.Content content() {
    return new WarmRestart.Content(stack, Fingerprint.of(settings, hints));
  }
}
