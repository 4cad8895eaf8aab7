package dev.xylem.config;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
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
record ValueType<T>(String name, String range, String demand, Parser<T> parser) {

  /** Reads a value; {@code folder} is where relative paths start. */
  interface Parser<T> {
    T parse(String text, Path folder);
  }

  /** The most octets of one character-string (RFC 1035 §3.3), which identity texts go into. */
  private static final int MAX_TEXT = 255;

  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18}) ?([A-Za-z]*)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> OCTETS =
      Map.of("KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  static final ValueType<Boolean> SWITCH =
      of("switch", "true, false", "true or false", ValueType::parseSwitch);

  static final ValueType<InetAddress> ADDRESS =
      of("IP address", "", "an IP address such as 192.0.2.1 or \"::1\"", IpPrefix::address);

  /** Port 0: the usual one. */
  static final ValueType<InetSocketAddress> SERVER =
      of(
          "server address",
          "",
          "an IP address, with a port if it is not the usual one: 192.0.2.1, 192.0.2.1@5353",
          ValueType::parseServer);

  static final ValueType<IpPrefix> PREFIX =
      of("prefix", "", "an address prefix such as 10.0.0.0/8 or \"fc00::/7\"", IpPrefix::of);

  static final ValueType<Name> NAME =
      of("domain name", "", "a domain name such as example.com", Name::of);

  static final ValueType<TrustAnchor> ANCHOR =
      of(
          "trust anchor",
          "",
          "a DS or DNSKEY record such as \"example.com DS 12345 13 2 0123…\"",
          TrustAnchor::of);

  static final ValueType<String> TEXT =
      of(
          "text",
          "at most " + MAX_TEXT + " octets",
          "text of at most " + MAX_TEXT + " octets",
          ValueType::parseText);

  static final ValueType<Optional<Path>> FILE =
      new ValueType<>(
          "file",
          "",
          "a file path",
          (text, folder) ->
              text.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(text).normalize()));

  /** A point in time; an empty text: none. */
  static final ValueType<Optional<Instant>> INSTANT =
      of(
          "time",
          "",
          "a time such as 2026-12-31T00:00:00Z",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(parseInstant(text)));

  /** A whole number from {@code least} to {@code most}. */
  static ValueType<Integer> number(int least, int most) {
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
  static ValueType<Duration> duration(String least, String most) {
    return of(
        "duration",
        least + " to " + most,
        "a duration such as 500ms, 10s, 5m, 1h or 1d, from " + least + " to " + most,
        text -> Duration.ofMillis(quantity(text, MILLIS, least, most)));
  }

  /** An amount of memory from {@code least} to {@code most}, both written as in the file. */
  static ValueType<Long> octets(String least, String most) {
    return of(
        "size",
        least + " to " + most,
        "a size such as 64KiB, 256MiB or 2GiB, from " + least + " to " + most,
        text -> quantity(text, OCTETS, least, most));
  }

  /** One of the constants of an enum, written in lower case with hyphens. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> choices) {
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

  private static <T> ValueType<T> of(
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
