package dev.xylem.replay;

import dev.xylem.dns.Message;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scenario as it was read. */
record Scenario(String title, List<Option> options, List<Range> ranges, List<Step> steps) {

  /** An option of the head; {@code clause} is {@code server}, {@code stub-zone} and so on. */
  record Option(String clause, int clauseNumber, String key, String value) {}

  /** What servers answer while the current step is in a range. */
  record Range(int from, int to, @Nullable InetAddress address, List<Entry> entries) {
    boolean covers(int step, InetAddress server) {
      return step >= from && step <= to && (address == null || address.equals(server));
    }
  }

  /** What to do next. */
  record Step(
      int number,
      String type,
      String arguments,
      @Nullable InetAddress address,
      @Nullable Entry entry) {}

  /**
   * A message with how to compare and to adjust it.
   *
   * @param flags the words of its REPLY line
   * @param raw the reply's octets where given in hexadecimal
   */
  record Entry(
      Set<String> match,
      Set<String> adjust,
      Set<String> flags,
      Message message,
      byte @Nullable [] raw) {

    boolean matches(String word) {
      return match.contains(word);
    }

    boolean adjusts(String word) {
      return adjust.contains(word);
    }
  }
}
