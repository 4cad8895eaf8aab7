package dev.xylem.validate;

import dev.xylem.dns.Name;
import dev.xylem.dnssec.Algorithm;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.Ds;
import dev.xylem.telemetry.Event;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The records of a chain of trust, as a trace shows them. */
final class ChainEvents {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private ChainEvents() {}

  static Event entryPoints(Name zone, String source, List<Ds> ds, List<Dnskey> anchors) {
    List<Event.Digest> digests = new ArrayList<>(ds.size());
    for (Ds one : ds) {
      digests.add(digest(one));
    }
    return new Event.EntryPoints(zone, source, digests, keys(anchors));
  }

  static List<Event.Key> keys(List<Dnskey> keys) {
    List<Event.Key> described = new ArrayList<>(keys.size());
    for (Dnskey key : keys) {
      described.add(key(key));
    }
    return described;
  }

  private static Event.Key key(Dnskey key) {
    String mnemonic = Algorithm.describe(key.algorithm());
    return new Event.Key(key.tag(), key.algorithm(), mnemonic, key.isEntryPoint());
  }

  private static Event.Digest digest(Ds ds) {
    return new Event.Digest(
        ds.keyTag(),
        ds.algorithm(),
        Algorithm.describe(ds.algorithm()),
        ds.digestType(),
        HEX.formatHex(ds.digest()));
  }
}
