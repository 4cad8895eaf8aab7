package dev.xylem.config;

import static dev.xylem.config.text.ValueType.FILE;
import static dev.xylem.config.text.ValueType.number;
import static dev.xylem.config.text.ValueType.octets;

import dev.xylem.config.text.Source;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The log of queries.
 *
 * @param size octets of one file
 * @param files how many full ones are kept
 */
public record QueryLog(Optional<Path> file, long size, int files, Dnstap dnstap) {

  /** The same log as dnstap messages in frame streams. */
  public record Dnstap(
      Optional<Path> file, Optional<Path> socket, Optional<InetSocketAddress> address) {
    /** Nowhere. */
    public static Dnstap none() {
      return new Dnstap(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether there is anywhere to write to. */
    public boolean enabled() {
      return file.isPresent() || socket.isPresent() || address.isPresent();
    }
  }

  /** Without dnstap. */
  public QueryLog(Optional<Path> file, long size, int files) {
    this(file, size, files, Dnstap.none());
  }

  static QueryLog read(Source log) {
    return new QueryLog(
        log.value(
            "file",
            FILE,
            "",
            "file for one JSON object per query; every query then goes the long way; empty: none"),
        log.value(
            "size", octets("64KiB", "64GiB"), "64MiB", "a file as large as this is put aside"),
        log.value(
            "files", number(1, 100), "5", "files put aside that are kept: FILE.1 is the latest"),
        new Dnstap(
            log.value(
                "dnstap-file",
                FILE,
                "",
                "file for dnstap messages, put aside like the other; every query then goes the long"
                    + " way; empty: none"),
            log.value(
                "dnstap-socket",
                FILE,
                "",
                "UNIX socket at which somebody takes dnstap messages; empty: none"),
            log.value(
                "dnstap-address",
                Control.OPTIONAL_ADDRESS,
                "",
                "IP address, with @ and the port if it is not 6000, at which somebody takes dnstap"
                    + " messages over TCP; empty: none")));
  }
}
