package dev.xylem.dns;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An RR type or QTYPE (RFC 1035 §3.2.2, RFC 6895 §3.1); unknown ones are as good as known ones. */
public record RrType(int code) {
  private static final RrType[] FREQUENT = new RrType[260];
  private static final Map<Integer, String> MNEMONICS = new HashMap<>();
  private static final Map<String, RrType> BY_MNEMONIC = new HashMap<>();

  public static final RrType A = named(1, "A");
  public static final RrType NS = named(2, "NS");
  public static final RrType MD = named(3, "MD");
  public static final RrType MF = named(4, "MF");
  public static final RrType CNAME = named(5, "CNAME");
  public static final RrType SOA = named(6, "SOA");
  public static final RrType MB = named(7, "MB");
  public static final RrType MG = named(8, "MG");
  public static final RrType MR = named(9, "MR");
  public static final RrType NULL = named(10, "NULL");
  public static final RrType WKS = named(11, "WKS");
  public static final RrType PTR = named(12, "PTR");
  public static final RrType HINFO = named(13, "HINFO");
  public static final RrType MINFO = named(14, "MINFO");
  public static final RrType MX = named(15, "MX");
  public static final RrType TXT = named(16, "TXT");
  public static final RrType RP = named(17, "RP");
  public static final RrType AFSDB = named(18, "AFSDB");
  public static final RrType X25 = named(19, "X25");
  public static final RrType ISDN = named(20, "ISDN");
  public static final RrType RT = named(21, "RT");
  public static final RrType NSAP = named(22, "NSAP");
  public static final RrType NSAP_PTR = named(23, "NSAP-PTR");
  public static final RrType SIG = named(24, "SIG");
  public static final RrType KEY = named(25, "KEY");
  public static final RrType PX = named(26, "PX");
  public static final RrType GPOS = named(27, "GPOS");
  public static final RrType AAAA = named(28, "AAAA");
  public static final RrType LOC = named(29, "LOC");
  public static final RrType NXT = named(30, "NXT");
  public static final RrType SRV = named(33, "SRV");
  public static final RrType NAPTR = named(35, "NAPTR");
  public static final RrType KX = named(36, "KX");
  public static final RrType CERT = named(37, "CERT");
  public static final RrType A6 = named(38, "A6");
  public static final RrType DNAME = named(39, "DNAME");
  public static final RrType OPT = named(41, "OPT");
  public static final RrType APL = named(42, "APL");
  public static final RrType DS = named(43, "DS");
  public static final RrType SSHFP = named(44, "SSHFP");
  public static final RrType IPSECKEY = named(45, "IPSECKEY");
  public static final RrType RRSIG = named(46, "RRSIG");
  public static final RrType NSEC = named(47, "NSEC");
  public static final RrType DNSKEY = named(48, "DNSKEY");
  public static final RrType DHCID = named(49, "DHCID");
  public static final RrType NSEC3 = named(50, "NSEC3");
  public static final RrType NSEC3PARAM = named(51, "NSEC3PARAM");
  public static final RrType TLSA = named(52, "TLSA");
  public static final RrType SMIMEA = named(53, "SMIMEA");
  public static final RrType HIP = named(55, "HIP");
  public static final RrType CDS = named(59, "CDS");
  public static final RrType CDNSKEY = named(60, "CDNSKEY");
  public static final RrType OPENPGPKEY = named(61, "OPENPGPKEY");
  public static final RrType CSYNC = named(62, "CSYNC");
  public static final RrType ZONEMD = named(63, "ZONEMD");
  public static final RrType SVCB = named(64, "SVCB");
  public static final RrType HTTPS = named(65, "HTTPS");
  public static final RrType SPF = named(99, "SPF");
  public static final RrType NID = named(104, "NID");
  public static final RrType L32 = named(105, "L32");
  public static final RrType L64 = named(106, "L64");
  public static final RrType LP = named(107, "LP");
  public static final RrType EUI48 = named(108, "EUI48");
  public static final RrType EUI64 = named(109, "EUI64");
  public static final RrType TKEY = named(249, "TKEY");
  public static final RrType TSIG = named(250, "TSIG");
  public static final RrType IXFR = named(251, "IXFR");
  public static final RrType AXFR = named(252, "AXFR");
  public static final RrType MAILB = named(253, "MAILB");
  public static final RrType MAILA = named(254, "MAILA");
  public static final RrType ANY = named(255, "ANY");
  public static final RrType URI = named(256, "URI");
  public static final RrType CAA = named(257, "CAA");
  public static final RrType AVC = named(258, "AVC");
  public static final RrType TA = named(32768, "TA");
  public static final RrType DLV = named(32769, "DLV");

  public RrType {
    if (code < 0 || code > 0xFFFF) {
      throw new IllegalArgumentException("RR type out of range: " + code);
    }
  }

  /**
   * The type of this number; the frequent ones are always the same objects, of which caches hold
   * millions.
   */
  public static RrType of(int code) {
    RrType known = code >= 0 && code < FREQUENT.length ? FREQUENT[code] : null;
    return known != null ? known : new RrType(code);
  }

  /**
   * The type of this mnemonic, in any letter case, or {@code TYPEnnn} (RFC 3597 §5).
   *
   * @throws IllegalArgumentException when there is none
   */
  public static RrType of(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    RrType known = BY_MNEMONIC.get(upper);
    return known != null ? known : of(GenericMnemonic.parse("RR type", "TYPE", upper));
  }

  /** Whether {@code text} is a mnemonic or {@code TYPEnnn}. */
  public static boolean isMnemonic(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return BY_MNEMONIC.containsKey(upper) || upper.matches("TYPE\\d{1,5}");
  }

  /** Whether this is a QTYPE or meta type, which no zone holds (RFC 6895 §3.1). */
  public boolean isMeta() {
    return code == OPT.code || (code >= 128 && code <= 255);
  }

  // A record's own are made when first called, out of a dozen classes: a part of every start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RrType type && type.code == code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  @Override
  public String toString() {
    String known = MNEMONICS.get(code);
    return known != null ? known : "TYPE" + code;
  }

  private static RrType named(int code, String mnemonic) {
    RrType type = new RrType(code);
    if (code < FREQUENT.length) {
      FREQUENT[code] = type;
    }
    MNEMONICS.put(code, mnemonic);
    BY_MNEMONIC.put(mnemonic, type);
    return type;
  }
}
