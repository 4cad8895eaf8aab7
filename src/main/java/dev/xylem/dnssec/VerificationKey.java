package dev.xylem.dnssec;

/** A public key, parsed and ready to verify with. Safe for use by several threads. */
public interface VerificationKey {

  /**
   * Whether {@code signature}, as RRSIG records hold it, is that of this key over {@code data}.
   * False for a malformed one.
   */
  boolean verifies(byte[] data, byte[] signature);
}
