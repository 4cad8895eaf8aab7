package dev.xylem.wire;

/** A packet that is not a DNS message; says what is wrong and where. */
public final class FormatException extends Exception {

  FormatException(String problem, int offset) {
    // No stack trace: anybody can send malformed packets, and building one costs more than parsing.
    super(problem + " at octet " + offset, null, false, false);
  }
}
