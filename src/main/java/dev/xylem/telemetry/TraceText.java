package dev.xylem.telemetry;

import dev.xylem.runtime.Limit;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A trace as text: one line per event, nested look-ups indented, the cost at the end. */
public final class TraceText {
  private TraceText() {}

  /**
   * The lines of {@code trace}, each starting with {@code ;; } so that they may stand in dig
   * output.
   */
  public static String format(Trace trace) {
    var text = new StringBuilder();
    for (Trace.Step step : trace.steps()) {
      text.append(String.format(Locale.ROOT, ";; %8.3f ms  ", step.nanos() / 1e6));
      text.append("  ".repeat(step.depth())).append(line(step.event())).append('\n');
    }
    text.append(";; cost:");
    for (Limit limit : Limit.values()) {
      int spent = trace.spent().getOrDefault(limit, 0);
      if (spent > 0) {
        text.append(' ').append(limit.key()).append(' ').append(spent);
        text.append('/').append(trace.limits().of(limit)).append(',');
      }
    }
    text.setLength(text.length() - 1);
    return text.append('\n').toString();
  }

  private static String line(Event event) {
    return switch (event) {
      case Event.Cached e -> "cache: " + e.question() + ": " + e.what();
      case Event.AtZone e ->
          "zone " + e.zone() + " (" + e.servers() + " servers, " + e.source() + ")";
      case Event.Renewal e -> "no server of " + e.zone() + " helps: asking its parent again";
      case Event.AddressLookup e -> "no glue for " + e.server() + ": looking up its " + e.type();
      case Event.Chosen e ->
          "ask " + e.server() + " at " + e.address().getHostAddress() + ": " + e.why();
      case Event.Exchanged e ->
          String.format(
              Locale.ROOT,
              "%s %s? -> %s (%s%.3f ms)",
              e.transport(),
              e.question(),
              e.outcome(),
              e.octets() == 0 ? "" : e.octets() + " octets, ",
              e.nanos() / 1e6);
      case Event.NotAsked e -> "not asked: " + e.server().getHostAddress() + ": " + e.why();
      case Event.Understood e -> "= " + e.meaning();
      case Event.Scrubbed e ->
          "not believed of a server of "
              + e.zone()
              + ": "
              + e.owner()
              + " "
              + e.type()
              + (e.count() > 1 ? " and " + (e.count() - 1) + " more" : "");
      case Event.Aliased e -> "alias " + e.from() + " -> " + e.to();
      case Event.Joined e -> "already being asked: " + e.question();
      case Event.Verified e ->
          "signature of "
              + e.owner()
              + " "
              + e.type()
              + " by "
              + e.signature().signer()
              + " "
              + e.signature().keyTag()
              + " ("
              + e.signature().mnemonic()
              + ", "
              + Instant.ofEpochSecond(e.signature().inception())
              + " to "
              + Instant.ofEpochSecond(e.signature().expiration())
              + "): "
              + e.outcome();
      case Event.EntryPoints e ->
          e.source()
              + " of "
              + e.zone()
              + ": "
              + Stream.concat(
                      e.ds().stream().map(TraceText::text), e.keys().stream().map(TraceText::text))
                  .collect(Collectors.joining(", "));
      case Event.ZoneJudged e ->
          "zone " + e.zone() + " is " + e.status() + ": " + e.detail() + keys(e.keys());
      case Event.Disbelieved e -> "not believed, asking others: " + e.question();
      case Event.Stale e -> "expired, and answered all the same: " + e.question() + ": " + e.why();
      case Event.Prefetched e -> "about to expire, and looked up again: " + e.question();
      case Event.Concluded e -> "denied by what is known already: " + e.question();
      case Event.Judged e -> "validation: " + e.question() + ": " + e.security();
      case Event.Failed e -> "failed: " + e.question() + ": " + e.cause() + ": " + e.detail();
    };
  }

  private static String keys(List<Event.Key> keys) {
    return keys.isEmpty()
        ? ""
        : keys.stream().map(TraceText::text).collect(Collectors.joining(", ", "keys ", ""));
  }

  private static String text(Event.Key key) {
    return key.tag() + " (" + key.mnemonic() + ")";
  }

  private static String text(Event.Digest ds) {
    return ds.tag() + " (" + ds.mnemonic() + ") " + ds.digestType() + " " + ds.digest();
  }
}
