package dev.xylem.validate.anchor;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dns.text.Token;
import dev.xylem.validate.anchor.AnchorKey.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Trust points as text: one line per fact, and a digest at the end, by which a file that was cut
 * off or changed is known.
 */
public final class TrustPointText {
  private static final String HEAD = "xylem-trust-points 1";
  private static final String END = "sha-256 ";

  private TrustPointText() {}

  /** The text of {@code points}. */
  public static String format(Collection<TrustPoint> points) {
    var text = new StringBuilder(HEAD).append('\n');
    text.append("# Written by the resolver (RFC 5011); to begin anew, delete this file.\n");
    for (TrustPoint point : points) {
      Probes probes = point.probes();
      text.append("zone ").append(point.zone()).append('\n');
      text.append("  asked ").append(time(probes.asked())).append('\n');
      text.append("  succeeded ").append(time(probes.succeeded())).append('\n');
      text.append("  next ").append(time(probes.next())).append('\n');
      text.append("  failed ").append(probes.failed()).append('\n');
      text.append("  refresh ").append(probes.intervals().refresh()).append('\n');
      text.append("  retry ").append(probes.intervals().retry()).append('\n');
      for (AnchorKey key : point.given()) {
        text.append("  given ").append(record(key)).append('\n');
      }
      for (AnchorKey key : point.keys()) {
        text.append("  key ").append(key.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        text.append(' ').append(time(key.since())).append(' ').append(key.seen()).append(' ');
        text.append(record(key)).append(" ; tag ").append(key.tag()).append('\n');
      }
    }
    return text + END + digest(text.toString()) + "\n";
  }

  /**
   * The trust points that {@code text} holds.
   *
   * @throws IllegalArgumentException when it is not whole, or of another version
   */
  public static List<TrustPoint> parse(String text) {
    if (!text.startsWith(HEAD + "\n")) {
      throw new IllegalArgumentException("it does not begin with \"" + HEAD + "\"");
    }
    int end = text.lastIndexOf("\n" + END) + 1;
    if (end == 0 || !text.substring(end).equals(END + digest(text.substring(0, end)) + "\n")) {
      throw new IllegalArgumentException("it was cut off or changed: its digest is wrong");
    }
    List<TrustPoint> points = new ArrayList<>();
    Reading reading = null;
    for (String line : text.substring(HEAD.length() + 1, end).split("\n", -1)) {
      String[] words = line.strip().split(" ", 2);
      if (words[0].equals("zone")) {
        if (reading != null) {
          points.add(reading.point());
        }
        reading = new Reading(Name.of(words[1]));
      } else if (words.length == 2 && !words[0].equals("#") && reading != null) {
        reading.take(words[0], words[1]);
      }
    }
    if (reading != null) {
      points.add(reading.point());
    }
    return points;
  }

  private static String record(AnchorKey key) {
    return key.type() + " " + RdataText.format(key.type(), key.rdata());
  }

  private static String time(long epochSeconds) {
    return epochSeconds == 0 ? "never" : Instant.ofEpochSecond(epochSeconds).toString();
  }

  private static long time(String text) {
    try {
      return text.equals("never") ? 0 : Instant.parse(text).getEpochSecond();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a time: " + text, e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] octets = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A trust point of which some lines were read. */
  private static final class Reading {
    private final Name zone;
    private final List<AnchorKey> given = new ArrayList<>();
    private final List<AnchorKey> keys = new ArrayList<>();
    private long asked;
    private long succeeded;
    private long next;
    private int failed;
    private long refresh = Probes.NONE.intervals().refresh();
    private long retry = Probes.NONE.intervals().retry();

    Reading(Name zone) {
      this.zone = zone;
    }

    void take(String word, String rest) {
      switch (word) {
        case "asked" -> asked = time(rest);
        case "succeeded" -> succeeded = time(rest);
        case "next" -> next = time(rest);
        case "failed" -> failed = Integer.parseInt(rest);
        case "refresh" -> refresh = Long.parseLong(rest);
        case "retry" -> retry = Long.parseLong(rest);
        case "given" -> given.add(key(State.VALID, 0, 0, EntryLexer.tokens(rest)));
        case "key" -> {
          List<Token> tokens = EntryLexer.tokens(rest);
          State state =
              State.valueOf(tokens.get(0).text().toUpperCase(Locale.ROOT).replace('-', '_'));
          int seen = Integer.parseInt(tokens.get(2).text());
          keys.add(key(state, seen, time(tokens.get(1).text()), tokens.subList(3, tokens.size())));
        }
        default -> throw new IllegalArgumentException("unknown word " + word);
      }
    }

    private static AnchorKey key(State state, int seen, long since, List<Token> tokens) {
      RrType type = RrType.of(tokens.getFirst().text());
      Rdata rdata = RdataText.parse(type, tokens.subList(1, tokens.size()), Name.ROOT);
      return new AnchorKey(type, rdata, state, seen, since);
    }

    TrustPoint point() {
      var intervals = new Probes.Intervals(refresh, retry);
      return new TrustPoint(
          zone, given, keys, new Probes(asked, succeeded, next, failed, intervals));
    }
  }
}
