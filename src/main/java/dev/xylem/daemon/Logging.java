package dev.xylem.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.xylem.config.Settings;
import org.slf4j.LoggerFactory;

/** Applies the settings of the log; where lines go and how they look is in {@code logback.xml}. */
final class Logging {
  private Logging() {}

  static void apply(Settings.Log settings) {
    apply(settings.level().name());
  }

  static void apply(String level) {
    if (LoggerFactory.getLogger("dev.xylem") instanceof Logger logger) {
      logger.setLevel(Level.toLevel(level));
    }
  }

  /** The least severity that is logged now. */
  static String level() {
    return LoggerFactory.getLogger("dev.xylem") instanceof Logger logger
        ? logger.getEffectiveLevel().toString()
        : "";
  }
}
