package dev.xylem.cache.saved;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that entries and settings are known by. */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }
}
