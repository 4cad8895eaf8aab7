package dev.xylem.dns;

/** A response code of up to 12 bits, the upper eight carried by EDNS (RFC 6895 §2.3). */
public record Rcode(int code) {
  public static final Rcode NOERROR = new Rcode(0);
  public static final Rcode FORMERR = new Rcode(1);
  public static final Rcode SERVFAIL = new Rcode(2);
  public static final Rcode NXDOMAIN = new Rcode(3);
  public static final Rcode NOTIMP = new Rcode(4);
  public static final Rcode REFUSED = new Rcode(5);
  public static final Rcode YXDOMAIN = new Rcode(6);
  public static final Rcode NOTAUTH = new Rcode(9);
  public static final Rcode BADVERS = new Rcode(16);
  public static final Rcode BADCOOKIE = new Rcode(23);

  public Rcode {
    if (code < 0 || code > 0xFFF) {
      throw new IllegalArgumentException("RCODE out of range: " + code);
    }
  }

  /** The four bits that fit into the header. */
  public int headerBits() {
    return code & 0xF;
  }

  /** The eight bits that go into the OPT record. */
  public int extendedBits() {
    return code >>> 4;
  }

  @Override
  public String toString() {
    return switch (code) {
      case 0 -> "NOERROR";
      case 1 -> "FORMERR";
      case 2 -> "SERVFAIL";
      case 3 -> "NXDOMAIN";
      case 4 -> "NOTIMP";
      case 5 -> "REFUSED";
      case 6 -> "YXDOMAIN";
      case 7 -> "YXRRSET";
      case 8 -> "NXRRSET";
      case 9 -> "NOTAUTH";
      case 10 -> "NOTZONE";
      case 11 -> "DSOTYPENI";
      case 16 -> "BADVERS";
      case 17 -> "BADKEY";
      case 18 -> "BADTIME";
      case 23 -> "BADCOOKIE";
      default -> "RESERVED" + code;
    };
  }
}
