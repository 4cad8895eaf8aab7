package dev.xylem.config;

import static dev.xylem.config.text.ValueType.FILE;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.duration;
import static dev.xylem.config.text.ValueType.number;
import static dev.xylem.config.text.ValueType.octets;

import dev.xylem.config.text.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The cache.
 *
 * @param size octets
 */
public record Cache(
    long size,
    Duration maxTtl,
    Duration minTtl,
    Duration delegationMinTtl,
    Duration maxNegativeTtl,
    Duration failureTtl,
    Duration failureMaxTtl,
    boolean prefetch,
    int prefetchHits,
    Saving saving) {

  /**
   * Keeping it over a restart.
   *
   * @param file empty: in the folder that the environment names
   * @param size octets
   */
  public record Saving(boolean enabled, Optional<Path> file, long size, Duration interval) {
    static Saving read(Source cache) {
      return new Saving(
          cache.value(
              "save",
              SWITCH,
              "true",
              "write what is cached to save-file when the server stops, and read it when it starts"),
          cache.value(
              "save-file",
              FILE,
              "",
              "file for that; its folder must be writable. Empty: cache.state in the folder that"
                  + " the environment variable STATE_DIRECTORY names (systemd sets it), or else"
                  + " nothing is saved"),
          cache.value(
              "save-size",
              octets("64KiB", "64GiB"),
              "32MiB",
              "most that is written, what is used most first; while what was read has not been"
                  + " asked for again, it takes as much memory beside size"),
          cache.value(
              "save-interval",
              duration("1s", "7d"),
              "15m",
              "how often it is written meanwhile, for a process that is not stopped but killed"));
    }
  }

  static Cache read(Source cache) {
    return new Cache(
        cache.value("size", octets("1MiB", "1024GiB"), "256MiB", "memory for the caches"),
        cache.value("max-ttl", duration("1s", "7d"), "1d", "longest time that any record is kept"),
        cache.value(
            "min-ttl",
            duration("0s", "1h"),
            "0s",
            "shortest time that a record is kept, against its owner's will"),
        cache.value(
            "delegation-min-ttl",
            duration("0s", "1h"),
            "30s",
            "shortest time that a delegation is kept; guards against loops of delegations with"
                + " TTL 0"),
        cache.value(
            "max-negative-ttl",
            duration("1s", "1d"),
            "1h",
            "longest time that NXDOMAIN and NODATA are kept (RFC 2308)"),
        cache.value(
            "failure-ttl",
            duration("1s", "5m"),
            "1s",
            "how long a first failure is kept; grows fivefold with each further one (RFC 9520)"),
        cache.value(
            "failure-max-ttl",
            duration("1s", "5m"),
            "30s",
            "longest time that a failure is kept (RFC 9520)"),
        cache.value(
            "prefetch",
            SWITCH,
            "false",
            "look up again what is asked for in the last tenth of its TTL"),
        cache.value(
            "prefetch-hits",
            number(1, 1000),
            "2",
            "from which hit on: what is asked for only now and then would be looked up for nobody"),
        Saving.read(cache));
  }
}
