package dev.xylem.config;

import static dev.xylem.config.text.ValueType.FILE;
import static dev.xylem.config.text.ValueType.number;
import static dev.xylem.config.text.ValueType.octets;

import dev.xylem.config.text.Source;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The log of queries.
 *
 * @param size octets of one file
 * @param files how many full ones are kept
 */
public record QueryLog(Optional<Path> file, long size, int files) {

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
            "files", number(1, 100), "5", "files put aside that are kept: FILE.1 is the latest"));
  }
}
