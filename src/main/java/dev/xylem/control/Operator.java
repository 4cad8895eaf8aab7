package dev.xylem.control;

import dev.xylem.dns.Question;
import java.util.List;

/** What the interface needs of the server it belongs to. */
public interface Operator {

  /** The resolver that is in use now. */
  Knowledge knowledge();

  /** What there is to be told about the server itself. */
  Status status();

  /** Whether it takes queries. */
  boolean isReady();

  /** Resolves {@code question} as for a client; returns the id of its trace. */
  String trace(Question question);

  /** What came of reading the configuration again. */
  Reloading reload();

  /** Sets the least severity that is logged; until the next start or reload. */
  void logLevel(String level);

  /** Ends the server, soon. */
  void stop();

  /**
   * About a server.
   *
   * @param config file that its settings are from; empty without
   * @param uptime seconds
   * @param working queries being resolved now
   */
  record Status(
      String version,
      long pid,
      long uptime,
      List<String> addresses,
      String config,
      int working,
      String logLevel) {}

  /** The outcome of a reload. */
  sealed interface Reloading {

    /**
     * Everything is as the file says, except what is in {@code later}.
     *
     * @param changed sections that differ from before
     * @param later settings that count from the next start on
     */
    record Done(List<String> changed, List<String> later) implements Reloading {}

    /** Nothing has changed, because of {@code problem}. */
    record Refused(String problem) implements Reloading {}
  }
}
