package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.Base32Hex;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dnssec.Nsec3Hash;
import dev.xylem.zone.Zone;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The NSEC3 records of a zone (RFC 5155 §7.1). */
final class Nsec3Chain {
  private Nsec3Chain() {}

  /** The NSEC3PARAM of the apex (RFC 5155 §4). */
  static RrSet parameters(Name apex, Denial.Nsec3 denial) {
    return RrSet.of(
        apex,
        RrType.NSEC3PARAM,
        0,
        RdataText.parse(RrType.NSEC3PARAM, "1 0 " + hashing(denial), Name.ROOT));
  }

  static List<RrSet> of(Zone zone, Denial.Nsec3 denial) {
    byte[] salt = HexFormat.of().parseHex(denial.salt());
    var names = new TreeMap<String, Name>();
    for (Name name : hashedNames(zone, denial)) {
      names.put(Base32Hex.encode(Nsec3Hash.of(name, salt, denial.iterations())), name);
    }
    String start = (denial.coverage() == Denial.Coverage.OPT_OUT ? "1 1 " : "1 0 ");
    List<RrSet> chain = new ArrayList<>(names.size());
    for (Map.Entry<String, Name> entry : names.entrySet()) {
      @Nullable String higher = names.higherKey(entry.getKey());
      String next = higher == null ? names.firstKey() : higher;
      String types = types(zone, entry.getValue());
      String text = start + hashing(denial) + " " + next + " " + types;
      Rdata rdata = RdataText.parse(RrType.NSEC3, text, Name.ROOT);
      Name owner = Name.of(entry.getKey().toLowerCase(Locale.ROOT), zone.apex());
      chain.add(RrSet.of(owner, RrType.NSEC3, zone.negativeTtl(), rdata));
    }
    return chain;
  }

  /** Names with an NSEC3 record: what the zone speaks for, delegations, empty non-terminals. */
  private static Set<Name> hashedNames(Zone zone, Denial.Nsec3 denial) {
    var names = new TreeSet<Name>();
    for (Name name : zone.names().keySet()) {
      boolean leftOut =
          denial.coverage() == Denial.Coverage.OPT_OUT
              && zone.isDelegation(name)
              && zone.find(name, RrType.DS) == null;
      if (!zone.isOccluded(name) && !leftOut) {
        for (int labels = zone.apex().labelCount(); labels <= name.labelCount(); labels++) {
          names.add(name.ancestor(labels));
        }
      }
    }
    return names;
  }

  /** RRSIG is there where anything is signed: not at unsigned delegations or where nothing is. */
  private static String types(Zone zone, Name name) {
    boolean signed =
        !zone.at(name).isEmpty()
            && (!zone.isDelegation(name) || zone.find(name, RrType.DS) != null);
    return signed ? NsecChain.typesAt(zone, name, RrType.RRSIG) : NsecChain.typesAt(zone, name);
  }

  private static String hashing(Denial.Nsec3 denial) {
    return denial.iterations() + " " + (denial.salt().isEmpty() ? "-" : denial.salt());
  }
}
