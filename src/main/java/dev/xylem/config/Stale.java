package dev.xylem.config;

import static dev.xylem.config.text.ValueType.NAME;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.duration;

import dev.xylem.config.text.Source;
import dev.xylem.dns.Name;
import java.time.Duration;
import java.util.List;

/** Answering with what has expired. */
public record Stale(
    boolean enabled, Duration maxAge, Duration answerTtl, Duration clientWait, List<Name> except) {

  static Stale read(Source stale) {
    return new Stale(
        stale.value(
            "enabled",
            SWITCH,
            "false",
            "answer with what has expired when nothing newer can be had, marked by an Extended DNS"
                + " Error"),
        stale.value(
            "max-age", duration("1s", "7d"), "1d", "how long after its expiry a record is given"),
        stale.value(
            "answer-ttl", duration("1s", "1h"), "30s", "TTL that is given with it, at most"),
        stale.value(
            "client-wait",
            duration("0s", "5s"),
            "1800ms",
            "how long a client waits for something newer; 0s: it gets what has expired at once"),
        stale.list("except", NAME, List.of(), "names at and below which nothing expired is given"));
  }
}
