package dev.xylem.dns;

/** What kind of request a message is (RFC 6895 §2.2). */
public record Opcode(int code) {
  public static final Opcode QUERY = new Opcode(0);
  public static final Opcode IQUERY = new Opcode(1);
  public static final Opcode STATUS = new Opcode(2);
  public static final Opcode NOTIFY = new Opcode(4);
  public static final Opcode UPDATE = new Opcode(5);
  public static final Opcode DSO = new Opcode(6);

  public Opcode {
    if (code < 0 || code > 15) {
      throw new IllegalArgumentException("opcode out of range: " + code);
    }
  }

  @Override
  public String toString() {
    return switch (code) {
      case 0 -> "QUERY";
      case 1 -> "IQUERY";
      case 2 -> "STATUS";
      case 4 -> "NOTIFY";
      case 5 -> "UPDATE";
      case 6 -> "DSO";
      default -> "RESERVED" + code;
    };
  }
}
