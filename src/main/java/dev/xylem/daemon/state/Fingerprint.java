package dev.xylem.daemon.state;

import dev.xylem.config.Settings;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.iterate.RootHints;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A digest of the settings that decide who is asked and what is believed: what was cached under
 * others is not used.
 */
public final class Fingerprint {
  private Fingerprint() {}

  /** 32 octets. */
  public static byte[] of(Settings settings, RootHints hints) {
    var text = new StringBuilder();
    append(
        text,
        List.of(
            hints,
            settings.iteration(),
            settings.dnssec().validation(),
            settings.dnssec().trustAnchors(),
            settings.dnssec().updates().anchors(),
            settings.dnssec().algorithms(),
            settings.dnssec().digests(),
            settings.negativeTrustAnchors(),
            settings.stubZones(),
            settings.forwardZones(),
            settings.upstream(),
            settings.specialUse(),
            settings.local(),
            settings.rebinding()));
    try {
      byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Values as they are written, not as they are called: some have texts that leave things out. */
  private static void append(StringBuilder text, Object value) {
    switch (value) {
      case Optional<?> optional -> append(text, optional.stream().toList());
      case Rdata rdata -> text.append(HexFormat.of().formatHex(rdata.toArray()));
      case RdataList list -> list.forEach(rdata -> append(text, rdata));
      case Collection<?> all -> {
        text.append('[');
        all.forEach(each -> append(text.append(','), each));
        text.append(']');
      }
      case Record record -> {
        text.append(record.getClass().getSimpleName()).append('(');
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          append(text.append(' '), value(component, record));
        }
        text.append(')');
      }
      default -> text.append(value);
    }
  }

  private static Object value(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
