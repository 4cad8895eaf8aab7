package dev.xylem.dns.text;

import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;

/** The records of an RRset as lines in the columns of {@code dig}, its RRSIGs behind them. */
public final class RrSetText {
  private static final int TAB = 8;
  private static final int TTL_COLUMN = 24;
  static final int CLASS_COLUMN = 32;
  static final int TYPE_COLUMN = 40;
  private static final int RDATA_COLUMN = 48;

  private RrSetText() {}

  /** One line for each record; each ends in a line feed. */
  public static String format(RrSet set) {
    var text = new StringBuilder();
    for (Rdata rdata : set.records()) {
      appendRecord(text, set, set.type(), rdata);
    }
    for (Rdata rdata : set.signatures()) {
      appendRecord(text, set, RrType.RRSIG, rdata);
    }
    return text.toString();
  }

  private static void appendRecord(StringBuilder text, RrSet set, RrType type, Rdata rdata) {
    var line = new StringBuilder();
    String owner = set.owner().toString();
    line.append(owner);
    int column = indent(line, owner.length(), TTL_COLUMN);
    // Stored TTLs have 31 bits (RFC 2181 §8); anything above would print as a negative number.
    String ttl = Integer.toUnsignedString(set.ttl());
    line.append(ttl);
    column = indent(line, column + ttl.length(), CLASS_COLUMN);
    line.append(set.rrClass());
    column = indent(line, column + set.rrClass().toString().length(), TYPE_COLUMN);
    line.append(type);
    indent(line, column + type.toString().length(), RDATA_COLUMN);
    text.append(line).append(RdataText.format(type, rdata)).append('\n');
  }

  /** Fills with tabs, then blanks, up to {@code to}, but at least one; returns the new column. */
  static int indent(StringBuilder line, int from, int to) {
    int target = Math.max(to, from + 1);
    int tabs = target / TAB - from / TAB;
    int reached = tabs > 0 ? target / TAB * TAB : from;
    line.repeat('\t', tabs).repeat(' ', target - reached);
    return target;
  }
}
