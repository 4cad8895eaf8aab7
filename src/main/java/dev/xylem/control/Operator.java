package dev.xylem.control;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import java.util.List;
import java.util.Map;

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

  /** The negative trust anchors in force. */
  List<NegativeAnchor> negativeAnchors();

  /** Adds one for {@code seconds}; returns what is wrong with it, or an empty text. */
  String addNegativeAnchor(Name name, String reason, long seconds);

  /** Removes one that was added; returns what is wrong with that, or an empty text. */
  String removeNegativeAnchor(Name name);

  /** Ends the server, soon. */
  void stop();

  /**
   * A zone that is not validated.
   *
   * @param until ISO 8601; empty for one without end
   * @param origin "command" or "configuration"
   */
  record NegativeAnchor(Name name, String until, String reason, String origin) {}

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
      int negativeAnchors,
      String logLevel,
      NotServed notServed) {}

  /**
   * Clients that got less than they asked for, since the start.
   *
   * @param rate queries a second that a client may ask over UDP; 0 for no limit
   * @param dropped queries above the rate that got no answer
   * @param truncated queries above the rate that were sent to TCP
   * @param latest prefix of the latest client above the rate; empty for none
   * @param refusals queries that got no place or were answered too late, by reason
   */
  record NotServed(
      int rate, long dropped, long truncated, String latest, Map<String, Long> refusals) {}

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
