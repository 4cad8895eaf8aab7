/**
 * Zone data from files.
 *
 * <p>{@link dev.xylem.zone.ZoneFileReader} reads master files (RFC 1035 §5) into {@link
 * dev.xylem.zone.ResourceRecord}s; {@link dev.xylem.zone.Zone} is what they make: immutable, its
 * names in canonical order, with the questions that authoritative answers, signing and policy ask
 * of a zone.
 *
 * <p>The operator writes zone files, so mistakes in them are told with file and line ({@link
 * dev.xylem.zone.ZoneFileException}). This room imports {@code dns}, {@code wire} and {@code
 * runtime}.
 */
@NullMarked
package dev.xylem.zone;

import org.jspecify.annotations.NullMarked;
