package dev.xylem.dnssec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.dns.Rdata;
import dev.xylem.linux.LibCrypto;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both verifiers say the same, of right, damaged and hostile keys and signatures. */
class LibCryptoVerifierTest {
  private static final int SEEDS = 40;
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);

  private final SignatureVerifier bouncyCastle = new BouncyCastleVerifier();
  private final SignatureVerifier libCrypto = new LibCryptoVerifier();

  /** A key and what it signed. */
  private record Signed(byte[] key, byte[] data, byte[] signature) {

    static Signed of(Random random) {
      var secret =
          new BigInteger(256, random)
              .mod(CURVE.getN().subtract(BigInteger.ONE))
              .add(BigInteger.ONE);
      byte[] point = CURVE.getG().multiply(secret).normalize().getEncoded(false);
      byte[] data = octets(random, random.nextInt(2000));
      var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
      signer.init(true, new ECPrivateKeyParameters(secret, DOMAIN));
      BigInteger[] rs = signer.generateSignature(hash(data));
      return new Signed(Arrays.copyOfRange(point, 1, 65), data, numbers(rs[0], rs[1]));
    }
  }

  @BeforeEach
  void libraryIsThere() {
    assumeTrue(LibCrypto.load() != null, "no libcrypto.so.3");
  }

  @Test
  void rightAndDamaged() throws UnusableKeyException {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      Signed signed = Signed.of(random);
      assertTrue(both(signed.key(), signed.data(), signed.signature()), "seed " + seed);
      byte[] damaged = flipped(signed.signature(), random);
      assertFalse(both(signed.key(), signed.data(), damaged), "seed " + seed);
      byte[] others = Signed.of(random).key();
      assertFalse(both(others, signed.data(), signed.signature()), "seed " + seed);
      byte[] more = Arrays.copyOf(signed.data(), signed.data().length + 1);
      assertFalse(both(signed.key(), more, signed.signature()), "seed " + seed);
      int length = random.nextInt(200);
      if (length != 64) {
        byte[] cut = Arrays.copyOf(signed.signature(), length);
        assertFalse(both(signed.key(), signed.data(), cut), "seed " + seed);
      }
    }
  }

  @Test
  void hostileNumbers() throws UnusableKeyException {
    Signed signed = Signed.of(new Random(1));
    BigInteger n = CURVE.getN();
    BigInteger all = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    var r = new BigInteger(1, signed.signature(), 0, 32);
    var s = new BigInteger(1, signed.signature(), 32, 32);
    var odd = List.of(BigInteger.ZERO, BigInteger.ONE, n.subtract(BigInteger.ONE), n, all);
    for (BigInteger one : odd) {
      assertFalse(both(signed.key(), signed.data(), numbers(one, s)), "r " + one);
      assertFalse(both(signed.key(), signed.data(), numbers(r, one)), "s " + one);
      for (BigInteger other : odd) {
        assertFalse(both(signed.key(), signed.data(), numbers(one, other)), one + ", " + other);
      }
    }
    // The other of the two that any signer can make: ECDSA says nothing against it.
    assertTrue(both(signed.key(), signed.data(), numbers(r, n.subtract(s))));
  }

  /** S55: refused with the same words, whatever the algorithm; a point off the curve as well. */
  @Test
  void hostileKeys() throws UnusableKeyException {
    for (int seed = 0; seed < SEEDS; seed++) {
      var random = new Random(seed);
      Signed signed = Signed.of(random);
      for (int algorithm : new int[] {1, 3, 5, 8, 10, 12, 13, 14, 15, 16}) {
        sameRefusal(algorithm, octets(random, random.nextInt(140)));
        sameRefusal(algorithm, new byte[random.nextInt(140)]);
      }
      sameRefusal(13, new byte[64]);
      sameRefusal(13, octets(random, 64));
      byte[] off = flipped(signed.key(), random);
      assertThrows(UnusableKeyException.class, () -> libCrypto.key(dnskey(13, off)));
      sameRefusal(13, off);
    }
  }

  /** What the library itself says; the verifier would hide that it cannot decide. */
  @Test
  void theLibraryDecides() throws Exception {
    LibCrypto library = Objects.requireNonNull(LibCrypto.load());
    Signed signed = Signed.of(new Random(2));
    byte[] point = new byte[LibCrypto.POINT];
    point[0] = 4;
    System.arraycopy(signed.key(), 0, point, 1, 64);
    var r = new BigInteger(1, signed.signature(), 0, 32);
    var s = new BigInteger(1, signed.signature(), 32, 32);
    byte[] der = StandardDSAEncoding.INSTANCE.encode(CURVE.getN(), r, s);
    byte[] hash = hash(signed.data());
    assertEquals(LibCrypto.Outcome.RIGHT, library.verifyP256(point, hash, der));
    assertEquals(LibCrypto.Outcome.WRONG, library.verifyP256(point, new byte[32], der));
    assertEquals(LibCrypto.Outcome.UNDECIDED, library.verifyP256(new byte[65], hash, der));
    byte[] long73 = new byte[LibCrypto.LONGEST_SIGNATURE + 1];
    assertThrows(IllegalArgumentException.class, () -> library.verifyP256(point, hash, long73));
  }

  @Test
  void manyThreadsWithOneKey() throws Exception {
    Signed signed = Signed.of(new Random(3));
    VerificationKey key = libCrypto.key(dnskey(13, signed.key()));
    byte[] damaged = flipped(signed.signature(), new Random(4));
    List<Future<Boolean>> right = new ArrayList<>();
    List<Future<Boolean>> wrong = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        right.add(threads.submit(() -> key.verifies(signed.data(), signed.signature())));
        wrong.add(threads.submit(() -> key.verifies(signed.data(), damaged)));
      }
    }
    for (int i = 0; i < right.size(); i++) {
      assertTrue(right.get(i).get());
      assertFalse(wrong.get(i).get());
    }
  }

  private boolean both(byte[] key, byte[] data, byte[] signature) throws UnusableKeyException {
    boolean verdict = libCrypto.key(dnskey(13, key)).verifies(data, signature);
    assertEquals(bouncyCastle.key(dnskey(13, key)).verifies(data, signature), verdict);
    return verdict;
  }

  private void sameRefusal(int algorithm, byte[] octets) {
    assertEquals(refusal(bouncyCastle, algorithm, octets), refusal(libCrypto, algorithm, octets));
  }

  private static String refusal(SignatureVerifier verifier, int algorithm, byte[] octets) {
    try {
      return "taken, verifies " + verifier.key(dnskey(algorithm, octets)).verifies(octets, octets);
    } catch (UnusableKeyException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Dnskey dnskey(int algorithm, byte[] key) {
    var rdata = new ByteArrayOutputStream();
    rdata.writeBytes(new byte[] {1, 0, 3, (byte) algorithm});
    rdata.writeBytes(key);
    return Dnskey.of(Rdata.of(rdata.toByteArray()));
  }

  private static byte[] numbers(BigInteger r, BigInteger s) {
    byte[] both = new byte[64];
    copy(r, both, 32);
    copy(s, both, 64);
    return both;
  }

  private static void copy(BigInteger number, byte[] target, int end) {
    byte[] octets = number.toByteArray();
    int length = Math.min(32, octets.length);
    System.arraycopy(octets, octets.length - length, target, end - length, length);
  }

  private static byte[] flipped(byte[] octets, Random random) {
    byte[] flipped = octets.clone();
    flipped[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] octets(Random random, int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }

  private static byte[] hash(byte[] data) {
    return DelegationSigner.messageDigest("SHA-256").digest(data);
  }
}
