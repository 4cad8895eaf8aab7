package dev.xylem.dnssec;

import dev.xylem.dnssec.p256.P256Key;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.DSAParameters;
import org.bouncycastle.crypto.params.DSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSASigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/**
 * Verification by Bouncy Castle's lightweight interface, which is several times as fast as the
 * JDK's elliptic curves. RSA with its short public exponents is one exponentiation, for which the
 * JDK's integers are as fast as anything in Java.
 */
public final class BouncyCastleVerifier implements SignatureVerifier {
  private static final byte[] NO_CONTEXT = {};

  /** Octets of the number Q, and of R and S. */
  private static final int DSA_Q = 20;

  @Override
  public VerificationKey key(Dnskey dnskey) throws UnusableKeyException {
    byte[] octets = dnskey.publicKey();
    return switch (Algorithm.of(dnskey.algorithm())) {
      case DSA, DSA_NSEC3_SHA1 -> dsa(octets);
      case RSASHA1, RSASHA1_NSEC3_SHA1 -> RsaKey.of(octets, RsaKey.Hash.SHA1);
      case RSASHA256 -> RsaKey.of(octets, RsaKey.Hash.SHA256);
      case RSASHA512 -> RsaKey.of(octets, RsaKey.Hash.SHA512);
      case ECDSAP256SHA256 -> p256(octets);
      case ECDSAP384SHA384 -> Curve.P384.key(octets);
      case ED25519 -> ed25519(octets);
      case ED448 -> ed448(octets);
      case null ->
          throw new UnusableKeyException("algorithm " + dnskey.algorithm() + " is not supported");
    };
  }

  /**
   * RFC 2536: a key is T, Q, P, G and Y, a signature T, R and S; numbers of P have 64 + 8 T octets.
   */
  private static VerificationKey dsa(byte[] octets) throws UnusableKeyException {
    int t = octets.length == 0 ? 9 : octets[0] & 0xFF;
    int size = 64 + 8 * t;
    if (t > 8 || octets.length != 1 + DSA_Q + 3 * size) {
      throw new UnusableKeyException("not a DSA key");
    }
    var q = new BigInteger(1, octets, 1, DSA_Q);
    var p = new BigInteger(1, octets, 1 + DSA_Q, size);
    var g = new BigInteger(1, octets, 1 + DSA_Q + size, size);
    var y = new BigInteger(1, octets, 1 + DSA_Q + 2 * size, size);
    if (!p.testBit(0) || q.signum() == 0) {
      throw new UnusableKeyException("not a DSA key");
    }
    try {
      var key = new DSAPublicKeyParameters(y, new DSAParameters(p, q, g));
      return (data, signature) -> verifies(key, data, signature);
    } catch (IllegalArgumentException e) {
      throw new UnusableKeyException("not a DSA key");
    }
  }

  private static boolean verifies(DSAPublicKeyParameters key, byte[] data, byte[] signature) {
    try {
      BigInteger[] rs = numbers(key.getParameters().getQ(), signature);
      var signer = new DSASigner();
      signer.init(false, key);
      byte[] hash = DelegationSigner.messageDigest("SHA-1").digest(data);
      return signer.verifySignature(hash, rs[0], rs[1]);
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      // Of numbers that are no DSA key some have no inverse.
      return false;
    }
  }

  /** R and S, in the form of RFC 2536 or in DER, which some signers wrote instead. */
  private static BigInteger[] numbers(BigInteger q, byte[] signature) throws IOException {
    return signature.length == 1 + 2 * DSA_Q
        ? new BigInteger[] {
          new BigInteger(1, signature, 1, DSA_Q), new BigInteger(1, signature, 1 + DSA_Q, DSA_Q)
        }
        : StandardDSAEncoding.INSTANCE.decode(q, signature);
  }

  /** RFC 8080: the key and the signature as RFC 8032 writes them. */
  private static VerificationKey ed25519(byte[] octets) throws UnusableKeyException {
    Ed25519.PublicPoint point =
        octets.length == Ed25519.PUBLIC_KEY_SIZE
            ? Ed25519.validatePublicKeyPartialExport(octets, 0)
            : null;
    if (point == null) {
      throw new UnusableKeyException("not an Ed25519 key");
    }
    return (data, signature) ->
        signature.length == Ed25519.SIGNATURE_SIZE
            && Ed25519.verify(signature, 0, point, data, 0, data.length);
  }

  private static VerificationKey ed448(byte[] octets) throws UnusableKeyException {
    Ed448.PublicPoint point =
        octets.length == Ed448.PUBLIC_KEY_SIZE
            ? Ed448.validatePublicKeyPartialExport(octets, 0)
            : null;
    if (point == null) {
      throw new UnusableKeyException("not an Ed448 key");
    }
    return (data, signature) ->
        signature.length == Ed448.SIGNATURE_SIZE
            && Ed448.verify(signature, 0, point, NO_CONTEXT, data, 0, data.length);
  }

  /** P-256 with a sum of our own, which asks Bouncy Castle where its formulas do not hold. */
  private static VerificationKey p256(byte[] octets) throws UnusableKeyException {
    ECPublicKeyParameters parameters = Curve.P256.parameters(octets);
    var key = new P256Key(parameters.getQ());
    return (data, signature) ->
        signature.length == 2 * Curve.P256.size
            && switch (key.verify(
                Curve.P256.hash(data), Curve.P256.r(signature), Curve.P256.s(signature))) {
              case RIGHT -> true;
              case WRONG -> false;
              case UNDECIDED -> Curve.P256.verifies(parameters, data, signature);
            };
  }

  /** RFC 6605: a key is both coordinates, a signature r and s, all of fixed length. */
  private enum Curve {
    P256("secp256r1", "SHA-256", 32),
    P384("secp384r1", "SHA-384", 48);

    private final ECDomainParameters domain;
    private final String hash;
    private final int size;

    Curve(String name, String hash, int size) {
      X9ECParameters curve = CustomNamedCurves.getByName(name);
      this.domain = new ECDomainParameters(curve);
      this.hash = hash;
      this.size = size;
    }

    VerificationKey key(byte[] octets) throws UnusableKeyException {
      ECPublicKeyParameters key = parameters(octets);
      return (data, signature) -> verifies(key, data, signature);
    }

    ECPublicKeyParameters parameters(byte[] octets) throws UnusableKeyException {
      if (octets.length != 2 * size) {
        throw new UnusableKeyException("not a key on " + this);
      }
      byte[] point = new byte[1 + octets.length];
      point[0] = 4; // Uncompressed.
      System.arraycopy(octets, 0, point, 1, octets.length);
      try {
        return new ECPublicKeyParameters(domain.getCurve().decodePoint(point), domain);
      } catch (IllegalArgumentException e) {
        throw new UnusableKeyException("not a point on " + this);
      }
    }

    private boolean verifies(ECPublicKeyParameters key, byte[] data, byte[] signature) {
      if (signature.length != 2 * size) {
        return false;
      }
      var signer = new ECDSASigner();
      signer.init(false, key);
      return signer.verifySignature(hash(data), r(signature), s(signature));
    }

    byte[] hash(byte[] data) {
      return DelegationSigner.messageDigest(hash).digest(data);
    }

    BigInteger r(byte[] signature) {
      return new BigInteger(1, signature, 0, size);
    }

    BigInteger s(byte[] signature) {
      return new BigInteger(1, signature, size, size);
    }
  }

  /** RFC 3110 keys, RFC 5702 signatures: PKCS #1 v1.5 (RFC 8017 §8.2.2). */
  private record RsaKey(BigInteger modulus, BigInteger exponent, Hash hash)
      implements VerificationKey {
    /** RFC 3110 §2, RFC 5702 §2; what is longer costs too much (S54). */
    private static final int MOST_BITS = 4096;

    /** Signers once offered 2^32 + 1 as a large exponent; none needs more (S54). */
    private static final int MOST_EXPONENT_BITS = 33;

    enum Hash {
      SHA1("SHA-1", 512, "3021300906052b0e03021a05000414"),
      SHA256("SHA-256", 512, "3031300d060960864801650304020105000420"),
      SHA512("SHA-512", 1024, "3051300d060960864801650304020305000440");

      private final String digest;

      /** Of a modulus (RFC 3110 §2, RFC 5702 §2.1, §2.2). */
      private final int leastBits;

      /** The ASN.1 before the hash (RFC 8017 §9.2). */
      private final byte[] prefix;

      Hash(String digest, int leastBits, String prefix) {
        this.digest = digest;
        this.leastBits = leastBits;
        this.prefix = HexFormat.of().parseHex(prefix);
      }
    }

    static RsaKey of(byte[] octets, Hash hash) throws UnusableKeyException {
      boolean isLong = octets.length > 2 && octets[0] == 0;
      int start = isLong ? 3 : 1;
      int length =
          isLong
              ? (octets[1] & 0xFF) << 8 | octets[2] & 0xFF
              : octets.length > 0 ? octets[0] & 0xFF : 0;
      if (length == 0 || start + length >= octets.length) {
        throw new UnusableKeyException("not an RSA key");
      }
      // Judged by their lengths before they become numbers.
      if (length > MOST_EXPONENT_BITS / 8 + 1
          || octets.length - start - length > MOST_BITS / 8 + 1) {
        throw new UnusableKeyException("an RSA key that is too long");
      }
      var exponent = new BigInteger(1, octets, start, length);
      var modulus = new BigInteger(1, octets, start + length, octets.length - start - length);
      boolean fits =
          exponent.bitLength() <= MOST_EXPONENT_BITS
              && exponent.bitLength() > 1
              && exponent.testBit(0)
              && modulus.testBit(0)
              && modulus.bitLength() >= hash.leastBits
              && modulus.bitLength() <= MOST_BITS;
      if (!fits) {
        throw new UnusableKeyException(
            "an RSA key of "
                + modulus.bitLength()
                + " bits with an exponent of "
                + exponent.bitLength());
      }
      return new RsaKey(modulus, exponent, hash);
    }

    @Override
    public boolean verifies(byte[] data, byte[] signature) {
      int size = (modulus.bitLength() + 7) / 8;
      var number = new BigInteger(1, signature);
      if (signature.length != size || number.compareTo(modulus) >= 0) {
        return false;
      }
      byte[] expected = padded(DelegationSigner.messageDigest(hash.digest).digest(data), size);
      byte[] found = fixed(number.modPow(exponent, modulus), size);
      return expected.length == size && MessageDigest.isEqual(expected, found);
    }

    /** The encoded message, rebuilt rather than parsed: parsers of it have been fooled before. */
    private byte[] padded(byte[] digest, int size) {
      int ones = size - digest.length - hash.prefix.length - 3;
      if (ones < 8) {
        return new byte[0];
      }
      byte[] message = new byte[size];
      Arrays.fill(message, 1, 2 + ones, (byte) 0xFF);
      message[1] = 1;
      System.arraycopy(hash.prefix, 0, message, 3 + ones, hash.prefix.length);
      System.arraycopy(digest, 0, message, size - digest.length, digest.length);
      return message;
    }

    private static byte[] fixed(BigInteger number, int size) {
      byte[] octets = number.toByteArray();
      int sign = octets[0] == 0 ? 1 : 0;
      byte[] fixed = new byte[size];
      System.arraycopy(octets, sign, fixed, size - octets.length + sign, octets.length - sign);
      return fixed;
    }
  }
}
