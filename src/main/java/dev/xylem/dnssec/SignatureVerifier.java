package dev.xylem.dnssec;

/** Makes keys that verify; where another implementation of the mathematics can be put in. */
public interface SignatureVerifier {

  /**
   * The key in {@code dnskey}.
   *
   * @throws UnusableKeyException when its algorithm is not supported, or it is malformed or too
   *     large
   */
  VerificationKey key(Dnskey dnskey) throws UnusableKeyException;
}
