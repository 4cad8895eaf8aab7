package dev.xylem.config;

import static dev.xylem.config.text.ValueType.number;
import static dev.xylem.config.text.ValueType.octets;

import dev.xylem.config.text.Source;

/**
 * Queries whose traces are kept.
 *
 * @param size octets
 */
public record Recent(int queries, long size) {

  static Recent read(Source recent) {
    return new Recent(
        recent.value(
            "queries",
            number(0, 1_000_000),
            "100",
            "latest queries answered the long way whose traces are kept, and as many that failed; 0:"
                + " none"),
        recent.value(
            "size",
            octets("64KiB", "4GiB"),
            "4MiB",
            "memory for their traces, at most; half of it for those that failed"));
  }
}
