package dev.xylem.config;

import static dev.xylem.config.text.ValueType.NAME;
import static dev.xylem.config.text.ValueType.NAT64_PREFIX;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.choice;

import dev.xylem.config.text.Source;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import java.util.List;

/** What is made of what was found. */
public record Answers(AnyAnswer any, boolean dns64, IpPrefix dns64Prefix, List<Name> dns64Ignore) {

  /** What is answered to a question for ANY. */
  public enum AnyAnswer {
    /** One HINFO record (RFC 8482 §4.2). */
    MINIMAL,
    /** All that the name's server gives. */
    WHOLE
  }

  static Answers read(Source answers) {
    return new Answers(
        answers.value(
            "any",
            choice(AnyAnswer.class),
            "minimal",
            "what questions for type ANY get: one HINFO record (RFC 8482), or all that the name's"
                + " server gives"),
        answers.value(
            "dns64",
            SWITCH,
            "false",
            "make IPv6 addresses for names that have only IPv4 ones, for a translator (RFC 6147)"),
        answers.value(
            "dns64-prefix",
            NAT64_PREFIX,
            "64:ff9b::/96",
            "the translator's prefix, of 32, 40, 48, 56, 64 or 96 bits (RFC 6052)"),
        answers.list(
            "dns64-ignore",
            NAME,
            List.of(),
            "names at and below which IPv6 addresses of their own do not count, unless there are no"
                + " IPv4 ones"));
  }
}
