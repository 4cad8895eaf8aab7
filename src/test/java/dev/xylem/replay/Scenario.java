package dev.xylem.replay;

import dev.xylem.dns.Message;
import dev.xylem.dnssec.Rrsig;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A scenario as it was read.
 *
 * @param files the content of the files that its options name
 */
record Scenario(
    String title,
    List<Option> options,
    Map<String, List<String>> files,
    List<Range> ranges,
    List<Step> steps) {

  /**
   * The second at which the last of the servers' signatures begins to be valid; 0 when another has
   * ended by then, or there is none.
   */
  long secondWithinAllSignatures() {
    List<Rrsig> signatures =
        ranges.stream()
            .flatMap(range -> range.entries().stream())
            .map(Entry::message)
            .flatMap(message -> Stream.of(message.answer(), message.authority()))
            .flatMap(List::stream)
            .flatMap(rrSet -> StreamSupport.stream(rrSet.signatures().spliterator(), false))
            .map(Rrsig::new)
            .toList();
    long begun = signatures.stream().mapToLong(Rrsig::inception).max().orElse(0);
    return signatures.stream().allMatch(rrsig -> rrsig.expiration() > begun) ? begun : 0;
  }

  /** An option of the head; {@code clause} is {@code server}, {@code stub-zone} and so on. */
  record Option(int line, String clause, int clauseNumber, String key, List<String> arguments) {
    String value() {
      return String.join(" ", arguments);
    }
  }

  /** What servers answer while the current step is in a range. */
  record Range(int from, int to, @Nullable InetAddress address, List<Entry> entries) {
    boolean covers(int step, InetAddress server) {
      return step >= from && step <= to && (address == null || address.equals(server));
    }
  }

  /**
   * What to do next.
   *
   * @param file what a file must look like now
   */
  record Step(
      int line,
      int number,
      String type,
      String arguments,
      @Nullable InetAddress address,
      @Nullable Entry entry,
      List<String> file) {}

  /**
   * A message with how to compare and to adjust it.
   *
   * @param flags the words of its REPLY line
   * @param raw the message's octets where given in hexadecimal
   * @param more further messages of the same TCP stream
   */
  record Entry(
      Set<String> match,
      Set<String> adjust,
      Set<String> flags,
      Message message,
      byte @Nullable [] raw,
      List<Message> more) {

    boolean matches(String word) {
      return match.contains(word);
    }

    boolean adjusts(String word) {
      return adjust.contains(word);
    }

    /** The number of an adjustment written as {@code word=number}; 0 without it. */
    int adjustment(String word) {
      for (String adjustment : adjust) {
        if (adjustment.startsWith(word + "=")) {
          return Integer.parseInt(adjustment.substring(word.length() + 1));
        }
      }
      return 0;
    }
  }
}
