package dev.xylem.config;

import static dev.xylem.config.text.ValueType.INSTANT;
import static dev.xylem.config.text.ValueType.NAME;
import static dev.xylem.config.text.ValueType.TEXT;

import dev.xylem.config.text.Source;
import dev.xylem.dns.Name;
import java.time.Instant;
import java.util.Optional;

/**
 * A zone that is not validated (RFC 7646); an anchor below it still is.
 *
 * @param until when that is over; empty: never
 */
public record NegativeTrustAnchor(Name name, Optional<Instant> until, String reason) {

  static NegativeTrustAnchor read(Source anchor) {
    return new NegativeTrustAnchor(
        anchor.required("name", NAME, "broken.example", "the zone, and all below it"),
        anchor.value("until", INSTANT, "", "when to validate it again; empty: never"),
        anchor.value("reason", TEXT, "", "why, for whoever reads a trace"));
  }
}
