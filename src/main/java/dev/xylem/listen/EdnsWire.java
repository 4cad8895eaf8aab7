package dev.xylem.listen;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.RrType;
import io.netty.buffer.ByteBuf;

/** Our OPT record in wire form (RFC 6891 §6.1). */
final class EdnsWire {
  /** Octets of an OPT record without options. */
  static final int OPT_LENGTH = 11;

  private EdnsWire() {}

  /** An Extended DNS Error as options of an OPT record. */
  static byte[] options(ExtendedError error) {
    EdnsOption option = error.toOption();
    int length = option.data().length();
    byte[] octets = new byte[4 + length];
    octets[0] = (byte) (option.code() >>> 8);
    octets[1] = (byte) option.code();
    octets[2] = (byte) (length >>> 8);
    octets[3] = (byte) length;
    option.data().copyTo(octets, 4);
    return octets;
  }

  static void writeOpt(ByteBuf answer, int extendedRcode, boolean dnssecOk, byte[] options) {
    answer.writeByte(0);
    answer.writeShort(RrType.OPT.code());
    answer.writeShort(Edns.SAFE_UDP_SIZE);
    answer.writeByte(extendedRcode);
    answer.writeByte(0);
    answer.writeShort(dnssecOk ? 0x8000 : 0);
    answer.writeShort(options.length);
    answer.writeBytes(options);
  }
}
