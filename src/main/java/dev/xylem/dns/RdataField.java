package dev.xylem.dns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What RDATA is made of. {@link #of} is the one table of all types' layouts: the decoder walks it
 * to uncompress names and refuse malformed RDATA (S82), the encoder to compress, the presentation
 * form to read and write text, the canonical form to fold letter case.
 */
public enum RdataField {
  /** A name that may be compressed both ways and is folded in canonical form (RFC 3597 §4). */
  COMPRESSED_NAME,
  /** A name never compressed by us, folded in canonical form (RFC 4034 §6.2, RFC 6840 §5.1). */
  NAME,
  /** A name never compressed by us and never folded: NSEC, SVCB. */
  CASED_NAME,
  U8,
  U16,
  U32,
  /** A 32-bit TTL or interval in seconds. */
  SECONDS,
  /** A 32-bit point in time, written YYYYMMDDHHmmSS (RFC 4034 §3.2). */
  TIME,
  /** A 16-bit RR type, written as mnemonic. */
  TYPE,
  /** An 8-bit DNSSEC algorithm; read as number or mnemonic. */
  ALGORITHM,
  /** A 16-bit certificate type; read as number or mnemonic (RFC 4398 §2.1). */
  CERTIFICATE_TYPE,
  IPV4,
  IPV6,
  EUI48,
  EUI64,
  /** One character-string. */
  STRING,
  /** Character-strings up to the end, at least one. */
  STRINGS,
  /** Octets up to the end, written as one quoted string: CAA value, URI target. */
  QUOTED,
  /** A length octet and that many letters or digits, at least one: the CAA tag. */
  TAG,
  /** Octets up to the end, written in hexadecimal. */
  HEX,
  /** Octets up to the end, written in Base64. */
  BASE64,
  /** A length octet and that many octets, written in hexadecimal, {@code -} for none (RFC 5155). */
  SALT,
  /** A length octet and that many octets, at least one, in Base32hex without padding (RFC 5155). */
  HASH,
  /** Type bit maps (RFC 4034 §4.1.2) up to the end. */
  TYPE_BITMAP,
  /** Service parameters (RFC 9460 §2.2) up to the end, keys strictly ascending. */
  SERVICE_PARAMETERS,
  /** The sixteen octets of a location (RFC 1876). */
  LOCATION;

  private static final Map<RrType, List<RdataField>> LAYOUTS = new HashMap<>();

  static {
    put(List.of(IPV4), RrType.A);
    put(List.of(IPV6), RrType.AAAA);
    put(
        List.of(COMPRESSED_NAME),
        RrType.NS,
        RrType.CNAME,
        RrType.PTR,
        RrType.MD,
        RrType.MF,
        RrType.MB,
        RrType.MG,
        RrType.MR);
    put(
        List.of(COMPRESSED_NAME, COMPRESSED_NAME, U32, SECONDS, SECONDS, SECONDS, SECONDS),
        RrType.SOA);
    put(List.of(COMPRESSED_NAME, COMPRESSED_NAME), RrType.MINFO);
    put(List.of(U16, COMPRESSED_NAME), RrType.MX);
    put(List.of(NAME), RrType.DNAME);
    put(List.of(NAME, NAME), RrType.RP);
    put(List.of(U16, NAME), RrType.AFSDB, RrType.RT, RrType.KX);
    put(List.of(U16, NAME, NAME), RrType.PX);
    put(List.of(U16, U16, U16, NAME), RrType.SRV);
    put(List.of(U16, U16, STRING, STRING, STRING, NAME), RrType.NAPTR);
    put(List.of(STRING, STRING), RrType.HINFO);
    put(List.of(STRINGS), RrType.TXT, RrType.SPF, RrType.AVC);
    put(List.of(STRING), RrType.X25);
    put(List.of(STRING, STRING, STRING), RrType.GPOS);
    put(List.of(U16, IPV4), RrType.L32);
    put(List.of(U16, CASED_NAME), RrType.LP);
    put(List.of(LOCATION), RrType.LOC);
    put(List.of(CERTIFICATE_TYPE, U16, ALGORITHM, BASE64), RrType.CERT);
    put(List.of(U16, ALGORITHM, U8, HEX), RrType.DS, RrType.CDS, RrType.TA, RrType.DLV);
    put(List.of(U8, U8, HEX), RrType.SSHFP);
    put(
        List.of(TYPE, ALGORITHM, U8, SECONDS, TIME, TIME, U16, NAME, BASE64),
        RrType.RRSIG,
        RrType.SIG);
    put(List.of(CASED_NAME, TYPE_BITMAP), RrType.NSEC);
    put(List.of(U16, U8, ALGORITHM, BASE64), RrType.DNSKEY, RrType.CDNSKEY, RrType.KEY);
    put(List.of(U8, U8, U16, SALT, HASH, TYPE_BITMAP), RrType.NSEC3);
    put(List.of(U8, U8, U16, SALT), RrType.NSEC3PARAM);
    put(List.of(U8, U8, U8, HEX), RrType.TLSA, RrType.SMIMEA);
    put(List.of(BASE64), RrType.OPENPGPKEY, RrType.DHCID);
    put(List.of(U32, U16, TYPE_BITMAP), RrType.CSYNC);
    put(List.of(U32, U8, U8, HEX), RrType.ZONEMD);
    put(List.of(U16, CASED_NAME, SERVICE_PARAMETERS), RrType.SVCB, RrType.HTTPS);
    put(List.of(EUI48), RrType.EUI48);
    put(List.of(EUI64), RrType.EUI64);
    put(List.of(U16, U16, QUOTED), RrType.URI);
    put(List.of(U8, TAG, QUOTED), RrType.CAA);
  }

  private static void put(List<RdataField> fields, RrType... types) {
    for (RrType type : types) {
      LAYOUTS.put(type, fields);
    }
  }

  /** The layout of {@code type}; empty for a type whose RDATA is opaque (RFC 3597). */
  public static List<RdataField> of(RrType type) {
    return LAYOUTS.getOrDefault(type, List.of());
  }

  /** Whether this field is a name of any kind. */
  public boolean isName() {
    return this == COMPRESSED_NAME || this == NAME || this == CASED_NAME;
  }
}
