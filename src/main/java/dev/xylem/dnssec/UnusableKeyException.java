package dev.xylem.dnssec;

/** A public key is malformed, or larger than a key may be (S54, S55). */
public final class UnusableKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableKeyException(String message) {
    super(message, null, false, false);
  }
}
