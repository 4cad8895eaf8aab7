package dev.xylem.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

/** What is logged, by the setting {@code log.level}. */
public final class Logging {
  static final String OURS = "dev.xylem";

  private Logging() {}

  /** From the first line logged on, {@link StandardErrorLog} is what SLF4J writes to. */
  public static void begin() {
    System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, StandardErrorLog.class.getName());
    System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN"); // or it tells that it does
  }

  /** Logs what is at least as severe as {@code level}, one of Logback's levels. */
  public static void apply(String level) {
    if (LoggerFactory.getLogger(OURS) instanceof Logger logger) {
      logger.setLevel(Level.toLevel(level));
    }
  }

  /** The least severity that is logged now. */
  public static String level() {
    return LoggerFactory.getLogger(OURS) instanceof Logger logger
        ? logger.getEffectiveLevel().toString()
        : "";
  }
}
