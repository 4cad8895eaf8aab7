package dev.xylem.config.text;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.text.RecordText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A kind of value and how it is read.
 *
 * @param name what it is called in the documentation
 * @param range what is allowed, in words; may be empty
 * @param demand completes "must be …"
 * @param parser text to value; throws {@link IllegalArgumentException} for text it does not take
 */
public record ValueType<T>(String name, String range, String demand, Parser<T> parser) {

  /** Reads a value; {@code folder} is where relative paths start. */
  public interface Parser<T> {
    T parse(String text, Path folder);
  }

  /** The most octets of one character-string (RFC 1035 §3.3), which identity texts go into. */
  private static final int MAX_TEXT = 255;

  /** Fits into any answer beside an Extended DNS Error. */
  private static final int MAX_NSID = 128;

  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18}) ?([A-Za-z]*)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> OCTETS =
      Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  public static final ValueType<Boolean> SWITCH =
      of("switch", "true, false", "true or false", ValueType::parseSwitch);

  public static final ValueType<InetAddress> ADDRESS =
      of("IP address", "", "an IP address such as 192.0.2.1 or \"::1\"", IpPrefix::address);

  /** Port 0: the usual one. */
  public static final ValueType<InetSocketAddress> SERVER =
      of(
          "server address",
          "",
          "an IP address, with a port if it is not the usual one: 192.0.2.1, 192.0.2.1@5353",
          ValueType::parseServer);

  public static final ValueType<IpPrefix> PREFIX =
      of("prefix", "", "an address prefix such as 10.0.0.0/8 or \"fc00::/7\"", IpPrefix::of);

  public static final ValueType<IpPrefix> NAT64_PREFIX =
      of(
          "prefix",
          "IPv6, 32, 40, 48, 56, 64 or 96 bits",
          "an IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits such as \"64:ff9b::/96\"",
          text -> {
            IpPrefix prefix = IpPrefix.of(text);
            check(prefix.canEmbed());
            return prefix;
          });

  public static final ValueType<Name> NAME =
      of("domain name", "", "a domain name such as example.com", Name::of);

  public static final ValueType<RrSet> RECORD =
      of("record", "", "a record such as www.example.org. 300 IN A 192.0.2.1", RecordText::parse);

  /** A record without owner, which is the root here. */
  public static final ValueType<RrSet> DATA =
      of(
          "record data",
          "",
          "a type and its data: A 192.0.2.1",
          text -> RecordText.parse(". " + text));

  public static final ValueType<String> TEXT =
      of(
          "text",
          "at most " + MAX_TEXT + " octets",
          "text of at most " + MAX_TEXT + " octets",
          ValueType::parseText);

  public static final ValueType<Rdata> NSID =
      of(
          "identifier",
          "",
          "pairs of hexadecimal digits, or ascii_ and text, at most 128 octets",
          ValueType::parseNsid);

  public static final ValueType<Optional<Rdata>> SECRET =
      of(
          "secret",
          "32 hexadecimal digits",
          "32 hexadecimal digits",
          text -> {
            check(text.isEmpty() || text.length() == 32);
            return text.isEmpty()
                ? Optional.empty()
                : Optional.of(Rdata.of(HexFormat.of().parseHex(text)));
          });

  public static final ValueType<Optional<Path>> FILE =
      new ValueType<>(
          "file",
          "",
          "a file path",
          (text, folder) ->
              text.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(text).normalize()));

  /** A point in time; an empty text: none. */
  public static final ValueType<Optional<Instant>> INSTANT =
      of(
          "time",
          "",
          "a time such as 2026-12-31T00:00:00Z",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(parseInstant(text)));

  /** Two values with a blank between them; {@code demand} says what they are. */
  public static <A, B> ValueType<Map.Entry<A, B>> pair(
      ValueType<A> first, ValueType<B> second, String demand) {
    return new ValueType<>(
        first.name() + " and " + second.name(),
        "",
        demand,
        (text, folder) -> {
          String[] words = text.strip().split("\\s+", 2);
          check(words.length == 2);
          return Map.entry(
              first.parser().parse(words[0], folder), second.parser().parse(words[1], folder));
        });
  }

  /** A whole number from {@code least} to {@code most}. */
  public static ValueType<Integer> number(int least, int most) {
    String range = least + " to " + most;
    return of(
        "number",
        range,
        "a whole number from " + range,
        text -> {
          check(text.matches("-?\\d{1,9}"));
          int number = Integer.parseInt(text);
          check(number >= least && number <= most);
          return number;
        });
  }

  /** A duration from {@code least} to {@code most}, both written as in the file. */
  public static ValueType<Duration> duration(String least, String most) {
    return of(
        "duration",
        least + " to " + most,
        "a duration such as 500ms, 10s, 5m, 1h or 1d, from " + least + " to " + most,
        text -> Duration.ofMillis(quantity(text, MILLIS, least, most)));
  }

  /** An amount of memory from {@code least} to {@code most}, both written as in the file. */
  public static ValueType<Long> octets(String least, String most) {
    return of(
        "size",
        least + " to " + most,
        "a size such as 64KiB, 256MiB or 2GiB, from " + least + " to " + most,
        text -> quantity(text, OCTETS, least, most));
  }

  /** One of the constants of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> ValueType<E> choice(Class<E> choices) {
    List<E> constants = Arrays.asList(choices.getEnumConstants());
    String all = constants.stream().map(ValueType::keyOf).collect(Collectors.joining(", "));
    return of(
        "choice",
        all,
        "one of " + all,
        text ->
            constants.stream()
                .filter(constant -> keyOf(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("")));
  }

  public static <T> ValueType<T> of(
      String name, String range, String demand, Function<String, T> parser) {
    return new ValueType<>(name, range, demand, (text, folder) -> parser.apply(text));
  }

  private static String keyOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Boolean parseSwitch(String text) {
    check(text.equals("true") || text.equals("false"));
    return Boolean.valueOf(text);
  }

  private static InetSocketAddress parseServer(String text) {
    int at = text.indexOf('@');
    InetAddress address = IpPrefix.address(at < 0 ? text : text.substring(0, at));
    String port = at < 0 ? "0" : text.substring(at + 1);
    check(port.matches("\\d{1,5}") && Integer.parseInt(port) < 65_536);
    return new InetSocketAddress(address, Integer.parseInt(port));
  }

  private static Instant parseInstant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("", e);
    }
  }

  private static String parseText(String text) {
    check(text.getBytes(StandardCharsets.UTF_8).length <= MAX_TEXT);
    return text;
  }

  private static Rdata parseNsid(String text) {
    byte[] octets =
        text.startsWith("ascii_")
            ? text.substring("ascii_".length()).getBytes(StandardCharsets.US_ASCII)
            : HexFormat.of().parseHex(text);
    check(octets.length <= MAX_NSID);
    return Rdata.of(octets);
  }

  private static long quantity(String text, Map<String, Long> units, String least, String most) {
    long value = quantity(text, units);
    check(value >= quantity(least, units) && value <= quantity(most, units));
    return value;
  }

  private static long quantity(String text, Map<String, Long> units) {
    Matcher matcher = QUANTITY.matcher(text);
    check(matcher.matches());
    Long unit = units.get(matcher.group(2));
    if (unit == null) {
      throw new IllegalArgumentException("it needs one of the units " + sorted(units));
    }
    long count = Long.parseLong(matcher.group(1));
    check(count <= Long.MAX_VALUE / unit);
    return count * unit;
  }

  private static String sorted(Map<String, Long> units) {
    return units.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }

  private static void check(boolean fulfilled) {
    if (!fulfilled) {
      throw new IllegalArgumentException("");
    }
  }
}
