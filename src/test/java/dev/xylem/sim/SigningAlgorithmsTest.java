package dev.xylem.sim;

import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.lab.LyingSigner;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones signed with each algorithm there is, the old ones by the JDK. */
class SigningAlgorithmsTest {
  private static final String EVIL = SignedInternet.EVIL;

  private static SignedInternet signedWith(LyingSigner signer) {
    return new SignedInternet("www A 192.0.2.1", signer);
  }

  private static void isSecure(SignedInternet net) {
    net.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    net.isSecure("not.evil.t1.", RrType.A, Rcode.NXDOMAIN);
    net.isCanaryAlive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSASHA256",
        "RSASHA512",
        "ECDSAP256SHA256",
        "ECDSAP384SHA384",
        "ED25519",
        "ED448"
      })
  void algorithmsOfToday(String algorithm) {
    isSecure(signedWith(LyingSigner.of(EVIL, algorithm)));
  }

  /**
   * Those with SHA-1 only where somebody wants them. Exponents: 3, F4, and 2^32 + 1, which signers
   * once offered as a large one.
   */
  @ParameterizedTest
  @CsvSource({"5, 65537", "7, 3", "5, 4294967297", "8, 4294967297", "10, 65537"})
  void rsaOfAllKinds(int algorithm, BigInteger exponent) throws GeneralSecurityException {
    LyingSigner signer = rsa(algorithm, 1024, exponent);
    SignedInternet net = signedWith(signer);
    if (algorithm < 8) {
      signedWith(signer).isInsecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
      net.dnssec("algorithms: [rsasha1, rsasha1-nsec3-sha1, ecdsap256sha256]");
    }
    isSecure(net);
  }

  /** RFC 5702 §2.1 allows shorter keys than §2.2. */
  @Test
  void rsaWithSha512HasNoShortKeys() throws GeneralSecurityException {
    isSecure(signedWith(rsa(8, 512, RSAKeyGenParameterSpec.F4)));
    isSecure(signedWith(rsa(10, 1024, RSAKeyGenParameterSpec.F4)));
    signedWith(rsa(10, 1016, RSAKeyGenParameterSpec.F4)).isBogus("www.evil.t1.", RrType.A);
  }

  private static LyingSigner rsa(int algorithm, int bits, BigInteger exponent)
      throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
    KeyPair pair = generator.generateKeyPair();
    String hash = algorithm == 8 ? "SHA256" : algorithm == 10 ? "SHA512" : "SHA1";
    byte[] e = exponent.toByteArray();
    byte[] n = ((RSAPublicKey) pair.getPublic()).getModulus().toByteArray();
    byte[] key = new byte[1 + e.length + n.length - 1];
    key[0] = (byte) e.length;
    System.arraycopy(e, 0, key, 1, e.length);
    System.arraycopy(n, 1, key, 1 + e.length, n.length - 1); // Behind the sign.
    return LyingSigner.of(EVIL, algorithm, key, data -> signed(hash + "withRSA", pair, data));
  }

  private static byte[] signed(String algorithm, KeyPair pair, byte[] data) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LyingSigner dsa() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("DSA");
    generator.initialize(1024);
    KeyPair pair = generator.generateKeyPair();
    var dsa = (DSAPublicKey) pair.getPublic();
    byte[] key = new byte[1 + 20 + 3 * 128];
    key[0] = 8;
    put(dsa.getParams().getQ(), key, 21);
    put(dsa.getParams().getP(), key, 21 + 128);
    put(dsa.getParams().getG(), key, 21 + 256);
    put(dsa.getY(), key, 21 + 384);
    return LyingSigner.of(
        EVIL,
        3,
        key,
        data -> {
          byte[] rs = signed("SHA1withDSAinP1363Format", pair, data);
          byte[] signature = new byte[41];
          signature[0] = 8;
          System.arraycopy(rs, 0, signature, 1, 40);
          return signature;
        });
  }

  /** Writes a number so that it ends before {@code end}. */
  private static void put(BigInteger number, byte[] target, int end) {
    byte[] octets = number.toByteArray();
    byte[] bare = octets[0] == 0 ? Arrays.copyOfRange(octets, 1, octets.length) : octets;
    System.arraycopy(bare, 0, target, end - bare.length, bare.length);
  }

  @Test
  void dsaIsOffUnlessSomebodyWantsIt() throws GeneralSecurityException {
    SignedInternet off = signedWith(dsa());
    off.isInsecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    SignedInternet on = signedWith(dsa());
    on.dnssec("algorithms: [dsa, ecdsap256sha256]");
    isSecure(on);
  }

  /** With a composite Q there is not always an inverse: that must not end a query. */
  @Test
  void aDsaKeyOfNonsenseIsWrong() {
    byte[] key = new byte[1 + 20 + 3 * 128];
    Arrays.fill(key, (byte) 0x7F);
    key[0] = 8;
    put(BigInteger.valueOf(3).pow(99), key, 21);
    byte[] signature = new byte[41];
    Arrays.fill(signature, (byte) 3);
    var net = signedWith(LyingSigner.of(EVIL, 3, key, _ -> signature));
    net.dnssec("algorithms: [dsa, ecdsap256sha256]");
    net.isBogus("www.evil.t1.", RrType.A);
    net.isCanaryAlive();
  }
}
