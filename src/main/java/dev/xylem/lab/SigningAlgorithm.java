package dev.xylem.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/**
 * The signature algorithms that zones are signed with today (RFC 8624), with keys that are a
 * function of a seed text, and signatures that are a function of key and data (RFC 6979).
 */
enum SigningAlgorithm {
  RSASHA256(8),
  RSASHA512(10),
  ECDSAP256SHA256(13),
  ECDSAP384SHA384(14),
  ED25519(15),
  ED448(16);

  /** The ASN.1 prefixes of PKCS #1 v1.5 signatures (RFC 8017 §9.2). */
  private static final String SHA256_PREFIX = "3031300d060960864801650304020105000420";

  private static final String SHA512_PREFIX = "3051300d060960864801650304020305000440";

  private final int number;

  SigningAlgorithm(int number) {
    this.number = number;
  }

  /** The algorithm number. */
  int number() {
    return number;
  }

  boolean isRsa() {
    return this == RSASHA256 || this == RSASHA512;
  }

  /** The key for {@code seed}; RSA keys take too long to find, so all zones share one. */
  SigningKey key(int flags, String seed) {
    return switch (this) {
      case RSASHA256 -> rsa(flags, "SHA-256", SHA256_PREFIX);
      case RSASHA512 -> rsa(flags, "SHA-512", SHA512_PREFIX);
      case ECDSAP256SHA256, ECDSAP384SHA384 -> ecdsa(flags, seed);
      case ED25519 -> {
        byte[] secret = octets(seed, Ed25519.SECRET_KEY_SIZE);
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(secret, 0, publicKey, 0);
        yield SigningKey.of(flags, number, publicKey, data -> ed25519(secret, publicKey, data));
      }
      case ED448 -> {
        byte[] secret = octets(seed, Ed448.SECRET_KEY_SIZE);
        byte[] publicKey = new byte[Ed448.PUBLIC_KEY_SIZE];
        Ed448.generatePublicKey(secret, 0, publicKey, 0);
        yield SigningKey.of(flags, number, publicKey, data -> ed448(secret, publicKey, data));
      }
    };
  }

  private static byte[] ed25519(byte[] secret, byte[] publicKey, byte[] data) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret, 0, publicKey, 0, data, 0, data.length, signature, 0);
    return signature;
  }

  private static byte[] ed448(byte[] secret, byte[] publicKey, byte[] data) {
    byte[] signature = new byte[Ed448.SIGNATURE_SIZE];
    Ed448.sign(secret, 0, publicKey, 0, new byte[0], data, 0, data.length, signature, 0);
    return signature;
  }

  /** RFC 6605: the public key is both coordinates, the signature r and s, all of fixed length. */
  private SigningKey ecdsa(int flags, String seed) {
    boolean p256 = this == ECDSAP256SHA256;
    X9ECParameters curve = CustomNamedCurves.getByName(p256 ? "secp256r1" : "secp384r1");
    var domain = new ECDomainParameters(curve);
    int size = p256 ? 32 : 48;
    BigInteger most = domain.getN().subtract(BigInteger.ONE);
    BigInteger secret = new BigInteger(1, octets(seed, 64)).mod(most).add(BigInteger.ONE);
    byte[] point = domain.getG().multiply(secret).normalize().getEncoded(false);
    var key = new ECPrivateKeyParameters(secret, domain);
    UnaryOperator<byte[]> signing =
        data -> {
          var digest = p256 ? new SHA256Digest() : new SHA384Digest();
          var signer = new ECDSASigner(new HMacDSAKCalculator(digest));
          signer.init(true, key);
          BigInteger[] rs = signer.generateSignature(hash(p256 ? "SHA-256" : "SHA-384", data));
          byte[] signature = new byte[2 * size];
          copyRight(rs[0], signature, size);
          copyRight(rs[1], signature, 2 * size);
          return signature;
        };
    return SigningKey.of(flags, number, Arrays.copyOfRange(point, 1, point.length), signing);
  }

  /** RFC 3110 keys, RFC 5702 signatures: PKCS #1 v1.5. */
  private SigningKey rsa(int flags, String digest, String prefix) {
    Properties numbers = rsaNumbers();
    var modulus = new BigInteger(numbers.getProperty("modulus"), 16);
    var exponent = new BigInteger(numbers.getProperty("publicExponent"), 16).toByteArray();
    var secret = new BigInteger(numbers.getProperty("privateExponent"), 16);
    int size = (modulus.bitLength() + 7) / 8;
    byte[] publicKey = new byte[1 + exponent.length + size];
    publicKey[0] = (byte) exponent.length;
    System.arraycopy(exponent, 0, publicKey, 1, exponent.length);
    copyRight(modulus, publicKey, publicKey.length);
    UnaryOperator<byte[]> signing =
        data -> {
          byte[] info = HexFormat.of().parseHex(prefix);
          byte[] hash = hash(digest, data);
          byte[] padded = new byte[size];
          Arrays.fill(padded, (byte) 0xFF);
          padded[0] = 0;
          padded[1] = 1;
          padded[size - hash.length - info.length - 1] = 0;
          System.arraycopy(info, 0, padded, size - hash.length - info.length, info.length);
          System.arraycopy(hash, 0, padded, size - hash.length, hash.length);
          byte[] signature = new byte[size];
          copyRight(new BigInteger(1, padded).modPow(secret, modulus), signature, size);
          return signature;
        };
    return SigningKey.of(flags, number, publicKey, signing);
  }

  /** Writes a number so that it ends before {@code end}; what is left of it stays zero. */
  private static void copyRight(BigInteger number, byte[] target, int end) {
    byte[] octets = number.toByteArray();
    int sign = octets[0] == 0 ? 1 : 0;
    System.arraycopy(octets, sign, target, end - octets.length + sign, octets.length - sign);
  }

  /** As many octets as wanted, up to 128, that depend on {@code seed} only. */
  private static byte[] octets(String seed, int length) {
    byte[] first = hash("SHA-512", (seed + "/1").getBytes(StandardCharsets.UTF_8));
    byte[] second = hash("SHA-512", (seed + "/2").getBytes(StandardCharsets.UTF_8));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return Arrays.copyOf(both, length);
  }

  private static byte[] hash(String algorithm, byte[] data) {
    try {
      return MessageDigest.getInstance(algorithm).digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks " + algorithm, e);
    }
  }

  private static Properties rsaNumbers() {
    var numbers = new Properties();
    try (InputStream in = SigningAlgorithm.class.getResourceAsStream("rsa-2048.properties")) {
      if (in == null) {
        throw new IllegalStateException("rsa-2048.properties is not on the class path");
      }
      numbers.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return numbers;
  }
}
