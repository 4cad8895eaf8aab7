package dev.xylem.dnssec;

import dev.xylem.linux.LibCrypto;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Verification by OpenSSL's libcrypto where that is quicker, which is with P-256, and above all
 * with a key that is used once, as most are. All else, what libcrypto cannot decide, and which keys
 * are refused is left to {@link BouncyCastleVerifier}, and so is everything without that library.
 */
public final class LibCryptoVerifier implements SignatureVerifier {
  private final SignatureVerifier bouncyCastle = new BouncyCastleVerifier();

  /** Loaded when the first key of that kind comes: a start need not wait for it. */
  private static final class Library {
    private static final @Nullable LibCrypto LOADED = LibCrypto.load();
  }

  @Override
  public VerificationKey key(Dnskey dnskey) throws UnusableKeyException {
    VerificationKey key = bouncyCastle.key(dnskey);
    if (dnskey.algorithm() != Algorithm.ECDSAP256SHA256.number()) {
      return key;
    }
    LibCrypto library = Library.LOADED;
    return library == null ? key : new P256Key(library, point(dnskey.publicKey()), key);
  }

  private static byte[] point(byte[] coordinates) {
    byte[] point = new byte[LibCrypto.POINT];
    point[0] = 4; // Uncompressed.
    System.arraycopy(coordinates, 0, point, 1, coordinates.length);
    return point;
  }

  /**
   * A key that is a point on the curve, as octets: the library's own form is made for each
   * verification, for a fifteenth of its time, so that there is none to be given back later.
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record P256Key(LibCrypto library, byte[] point, VerificationKey other)
      implements VerificationKey {
    private static final int SIZE = 32;
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");

    @Override
    public boolean verifies(byte[] data, byte[] signature) {
      byte[] der = signature.length == 2 * SIZE ? der(signature) : null;
      if (der == null) {
        return false;
      }
      byte[] hash = DelegationSigner.messageDigest("SHA-256").digest(data);
      return switch (library.verifyP256(point, hash, der)) {
        case RIGHT -> true;
        case WRONG -> false;
        case UNDECIDED -> other.verifies(data, signature);
      };
    }

    /** The ASN.1 that libcrypto reads; null when r or s is not within 1 and n - 1. */
    private static byte @Nullable [] der(byte[] signature) {
      var r = new BigInteger(1, signature, 0, SIZE);
      var s = new BigInteger(1, signature, SIZE, SIZE);
      try {
        return r.signum() == 0 || s.signum() == 0
            ? null
            : StandardDSAEncoding.INSTANCE.encode(CURVE.getN(), r, s);
      } catch (IllegalArgumentException | IOException e) {
        return null;
      }
    }
  }
}
