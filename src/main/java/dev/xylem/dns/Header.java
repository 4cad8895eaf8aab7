package dev.xylem.dns;

/**
 * The first four octets of a message (RFC 1035 §4.1.1): id, and the word of flags, opcode and
 * RCODE.
 *
 * @param id message id, 16 bits
 * @param word QR, opcode, AA, TC, RD, RA, Z, AD, CD and the RCODE's lower four bits, as on the wire
 */
public record Header(int id, int word) {

  public Header {
    id &= 0xFFFF;
    word &= 0xFFFF;
  }

  /** A header with these flags, opcode QUERY and RCODE NOERROR. */
  public static Header of(int id, Flag... flags) {
    Header header = new Header(id, 0);
    for (Flag flag : flags) {
      header = header.with(flag);
    }
    return header;
  }

  public boolean has(Flag flag) {
    return (word & flag.mask()) != 0;
  }

  public Opcode opcode() {
    return new Opcode(word >>> 11 & 0xF);
  }

  /** The RCODE's lower four bits; {@link Message#rcode} has all twelve. */
  public int rcodeBits() {
    return word & 0xF;
  }

  public Header with(Flag flag) {
    return new Header(id, word | flag.mask());
  }

  public Header without(Flag flag) {
    return new Header(id, word & ~flag.mask());
  }

  public Header withId(int newId) {
    return new Header(newId, word);
  }

  public Header withOpcode(Opcode opcode) {
    return new Header(id, (word & ~0x7800) | opcode.code() << 11);
  }

  public Header withRcode(Rcode rcode) {
    return new Header(id, (word & ~0xF) | rcode.headerBits());
  }
}
