package dev.xylem.replay;

import dev.xylem.config.Settings;
import dev.xylem.config.TrustAnchor;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Name;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.validate.TrustPoints;
import dev.xylem.validate.anchor.AnchorKey;
import dev.xylem.validate.anchor.Probes;
import dev.xylem.validate.anchor.TrustPoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files of anchors that change, as scenarios write them, beside our trust points. */
final class Autotrust {
  private static final Pattern NUMBER = Pattern.compile("(\\w+)[=:] ?(\\d+)");

  private final Map<String, TrustPoint> begun = new HashMap<>();
  private final Map<Name, TrustPoint> saved = new HashMap<>();
  private final Settings settings;

  /** What scenarios begin with; {@code ids} are the names of those files. */
  Autotrust(Map<String, List<String>> files, List<String> ids, Settings settings) {
    this.settings = settings;
    for (String id : ids) {
      TrustPoint point = point(files.getOrDefault(id, List.of()));
      begun.put(id, point);
      saved.put(point.zone(), point);
    }
  }

  /** Whether the scenario has such files. */
  boolean isUsed() {
    return !begun.isEmpty();
  }

  TrustPoints.Tracking tracking() {
    return new TrustPoints.Tracking(
        List.copyOf(begun.values()),
        ResolverStack.holdDowns(settings.dnssec().updates()),
        this::save);
  }

  private void save(Collection<TrustPoint> points) {
    points.forEach(point -> saved.put(point.zone(), point));
  }

  /** How what is known differs from {@code lines}; null when it does not. */
  @Nullable String difference(String id, List<String> lines) {
    TrustPoint start = begun.get(id.strip());
    TrustPoint point = start == null ? null : saved.get(start.zone());
    if (point == null) {
      return "there is no such file";
    }
    boolean revoked = lines.contains(";;REVOKED");
    if (revoked != point.isEmpty()) {
      return "all keys revoked: expected " + revoked + ", got " + point.isEmpty();
    }
    TrustPoint wanted = point(lines);
    Set<String> expected = described(wanted);
    Set<String> got = described(point);
    if (!expected.equals(got)) {
      return "expected the keys " + expected + ", got " + got;
    }
    return wanted.probes().succeeded() == point.probes().succeeded()
        ? null
        : "last success: expected "
            + wanted.probes().succeeded()
            + ", got "
            + point.probes().succeeded();
  }

  /** Each key with its state, and since when; how often seen only counts while it waits. */
  private static Set<String> described(TrustPoint point) {
    Set<String> described = new TreeSet<>();
    for (AnchorKey key : point.keys()) {
      described.add(
          key.tag()
              + " "
              + key.state()
              + " since "
              + key.since()
              + " seen "
              + key.seen()
              + " "
              + key.rdata());
    }
    return described;
  }

  private static TrustPoint point(List<String> lines) {
    List<AnchorKey> keys = new ArrayList<>();
    Map<String, Long> values = new HashMap<>();
    Name zone = Name.ROOT;
    for (String line : lines) {
      String record = line.split(";", 2)[0].strip();
      if (record.isEmpty()) {
        values.putAll(numbers(line));
      } else if (!record.startsWith("$")) {
        var anchor = TrustAnchor.of(EntryLexer.tokens(record));
        zone = anchor.zone();
        Map<String, Long> state = numbers(line.substring(record.length()));
        keys.add(
            new AnchorKey(
                anchor.type(),
                anchor.rdata(),
                state(state.getOrDefault("state", 2L)),
                Math.toIntExact(state.getOrDefault("count", 0L)),
                state.getOrDefault("lastchange", 0L)));
      }
    }
    var intervals =
        new Probes.Intervals(
            values.getOrDefault("query_interval", 3600L), values.getOrDefault("retry_time", 3600L));
    return new TrustPoint(
        zone,
        keys,
        keys,
        new Probes(
            values.getOrDefault("last_queried", 0L),
            values.getOrDefault("last_success", 0L),
            values.getOrDefault("next_probe_time", 0L),
            Math.toIntExact(values.getOrDefault("query_failed", 0L)),
            intervals));
  }

  private static AnchorKey.State state(long number) {
    return switch ((int) number) {
      case 1 -> AnchorKey.State.ADD_PENDING;
      case 2 -> AnchorKey.State.VALID;
      case 3 -> AnchorKey.State.MISSING;
      case 4 -> AnchorKey.State.REVOKED;
      default -> throw new IllegalArgumentException("a key in state " + number);
    };
  }

  private static Map<String, Long> numbers(String text) {
    Map<String, Long> numbers = new HashMap<>();
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      numbers.put(matcher.group(1), Long.parseLong(matcher.group(2)));
    }
    return numbers;
  }
}
