package dev.xylem.daemon;

import dev.xylem.config.NegativeTrustAnchor;
import dev.xylem.config.Settings;
import dev.xylem.config.TrustAnchor;
import dev.xylem.config.text.ConfigException;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.Entry;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.validate.TrustAnchors;
import dev.xylem.validate.anchor.AnchorKey;
import dev.xylem.validate.anchor.TrustPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The trust anchors: those of the settings, of a file, and for the root those built in. */
final class TrustAnchorFile {
  private static final String BUILT_IN = "root-anchors.ds";

  private TrustAnchorFile() {}

  /** What {@code file} holds, each record as an anchor. */
  static List<TrustAnchor> read(Path file) throws ConfigException {
    try {
      List<TrustAnchor> anchors = anchors(Files.readString(file), file);
      if (anchors.isEmpty()) {
        throw new ConfigException(file, "there is no DS or DNSKEY record in it");
      }
      return anchors;
    } catch (NoSuchFileException e) {
      throw new ConfigException(file, "there is no such file; trust anchors should be in it");
    } catch (IOException e) {
      throw new ConfigException(file, "the trust anchors cannot be read: " + e);
    }
  }

  /** The same words as in the settings, one record after the other; nothing else is let pass. */
  private static List<TrustAnchor> anchors(String text, Path file) throws ConfigException {
    List<TrustAnchor> anchors = new ArrayList<>();
    var lexer = new EntryLexer(text);
    try {
      for (Entry entry = lexer.next(); entry != null; entry = lexer.next()) {
        // A TTL means nothing here, but files that are zone files as well have one.
        if (!entry.tokens().getFirst().text().equals("$TTL")) {
          anchors.add(TrustAnchor.of(entry.tokens()));
        }
      }
    } catch (IllegalArgumentException e) {
      boolean told = e.getMessage() != null && !e.getMessage().isEmpty();
      throw new ConfigException(
          file,
          lexer.entryLine(),
          "here must be a DS or DNSKEY record such as \"example.com DS 12345 13 2 0123…\""
              + (told ? " (" + e.getMessage() + ")" : ""));
    }
    return anchors;
  }

  /** What validation begins with and what stays as it is. */
  static TrustAnchors of(Settings settings) {
    Map<Name, TrustAnchors.Anchor> made = new HashMap<>();
    byZone(settings)
        .forEach((zone, records) -> {
          if (!isTracked(zone, settings)) {
            RdataList ds = ofType(RrType.DS, records);
            made.put(zone, new TrustAnchors.Anchor(zone, ds, ofType(RrType.DNSKEY, records)));
          }
        });
    Map<Name, TrustAnchors.Negative> negatives = new HashMap<>();
    for (NegativeTrustAnchor negative : settings.negativeTrustAnchors()) {
      long until = negative.until().map(Instant::getEpochSecond).orElse(Long.MAX_VALUE);
      negatives.put(
          negative.name(), new TrustAnchors.Negative(negative.name(), until, negative.reason()));
    }
    return new TrustAnchors(made, negatives);
  }

  /** What is kept up to date (RFC 5011), as it is before anything was learnt. */
  static List<TrustPoint> tracked(Settings settings) {
    List<TrustPoint> points = new ArrayList<>();
    byZone(settings)
        .forEach((zone, records) -> {
          if (isTracked(zone, settings)) {
            points.add(
                TrustPoint.of(
                    zone,
                    records.stream()
                        .map(record -> AnchorKey.configured(record.type(), record.rdata()))
                        .toList()));
          }
        });
    return points;
  }

  /** An anchor that is written in the settings stays as it is, whatever the file says. */
  private static boolean isTracked(Name zone, Settings settings) {
    return settings.dnssec().updates().enabled()
        && settings.dnssec().trustAnchors().stream()
            .noneMatch(anchor -> anchor.zone().equals(zone));
  }

  private static Map<Name, List<TrustAnchor>> byZone(Settings settings) {
    List<TrustAnchor> anchors = new ArrayList<>(settings.dnssec().trustAnchors());
    anchors.addAll(settings.dnssec().updates().anchors());
    if (anchors.stream().noneMatch(anchor -> anchor.zone().isRoot())) {
      anchors.addAll(builtIn());
    }
    Map<Name, List<TrustAnchor>> byZone = new TreeMap<>();
    for (TrustAnchor anchor : anchors) {
      byZone.computeIfAbsent(anchor.zone(), _ -> new ArrayList<>()).add(anchor);
    }
    return byZone;
  }

  private static RdataList ofType(RrType type, List<TrustAnchor> anchors) {
    List<Rdata> records =
        anchors.stream()
            .filter(anchor -> anchor.type().equals(type))
            .map(TrustAnchor::rdata)
            .toList();
    return RdataList.of(records);
  }

  private static List<TrustAnchor> builtIn() {
    try (InputStream in =
        Objects.requireNonNull(TrustAnchorFile.class.getResourceAsStream(BUILT_IN))) {
      return anchors(new String(in.readAllBytes(), StandardCharsets.UTF_8), Path.of(BUILT_IN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }
}
