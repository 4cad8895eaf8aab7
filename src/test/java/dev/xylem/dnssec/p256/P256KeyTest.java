package dev.xylem.dnssec.p256;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Rdata;
import dev.xylem.dnssec.BouncyCastleVerifier;
import dev.xylem.dnssec.Dnskey;
import dev.xylem.dnssec.VerificationKey;
import dev.xylem.dnssec.p256.P256Key.Verdict;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Beside Bouncy Castle's own verdicts. */
class P256KeyTest {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
  private static final BigInteger N = CURVE.getN();
  private static final BigInteger P = PrimeField.P;
  private static final int USES = 20;

  private final Random random = new Random(256);

  @Test
  void keysOfChance() {
    for (int i = 0; i < 50; i++) {
      BigInteger secret = below(N);
      ECPoint point = CURVE.getG().multiply(secret).normalize();
      var key = new P256Key(point);
      // More uses than after which the key gets its larger table.
      for (int use = 0; use < USES; use++) {
        BigInteger k = below(N);
        byte[] hash = hash();
        BigInteger r = x(CURVE.getG().multiply(k)).mod(N);
        BigInteger s =
            new BigInteger(1, hash).add(r.multiply(secret)).multiply(k.modInverse(N)).mod(N);
        assertEquals(Verdict.RIGHT, key.verify(hash, r, s));
        assertEquals(Verdict.RIGHT, key.verify(hash, r, N.subtract(s)));
        byte[] other = hash.clone();
        other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
        assertEquals(Verdict.WRONG, key.verify(other, r, s));
        assertEquals(Verdict.WRONG, key.verify(hash, r.xor(BigInteger.ONE), s));
        assertEquals(Verdict.WRONG, key.verify(hash, s, r));
      }
    }
  }

  @Test
  void digitsMakeUpTheirNumber() {
    BigInteger all = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    for (Multiples multiples :
        List.of(Multiples.once(CURVE.getG(), 5), Multiples.often(CURVE.getG(), 7))) {
      for (int i = 0; i < 200; i++) {
        BigInteger number = i == 0 ? all : i < 9 ? BigInteger.valueOf(i) : below(all);
        BigInteger sum = BigInteger.ZERO;
        byte[] digits = multiples.digits(number);
        for (int place = digits.length - 1; place >= 0; place--) {
          assertTrue(digits[place] == 0 || (digits[place] & 1) == 1);
          sum = sum.shiftLeft(1).add(BigInteger.valueOf(digits[place]));
        }
        assertEquals(number, sum);
      }
    }
  }

  /** Sums of any two small multiples, in which points meet themselves, their opposite and zero. */
  @Test
  void pointsThatMeet() {
    int undecided = 0;
    for (int secret = 1; secret < 40; secret++) {
      for (int sign = 0; sign < 2; sign++) {
        BigInteger d =
            sign == 0 ? BigInteger.valueOf(secret) : N.subtract(BigInteger.valueOf(secret));
        ECPoint point = CURVE.getG().multiply(d).normalize();
        var key = new P256Key(point);
        for (int u1 = 0; u1 < 40; u1++) {
          undecided += agrees(key, point, BigInteger.valueOf(u1), BigInteger.valueOf(1 + u1 % 7));
        }
      }
    }
    assertTrue(undecided > 20, "points met " + undecided + " times");
  }

  /** Numbers with digits at both ends: above 2^255, with digit 256, all bits, one bit. */
  @Test
  void numbersAtTheEdges() {
    ECPoint point = CURVE.getG().multiply(below(N)).normalize();
    BigInteger[] edges = {
      BigInteger.ONE,
      BigInteger.TWO,
      N.subtract(BigInteger.ONE),
      N.subtract(BigInteger.TWO),
      BigInteger.ONE.shiftLeft(255),
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.ONE),
      BigInteger.ONE.shiftLeft(64),
      BigInteger.ONE.shiftLeft(192).subtract(BigInteger.ONE),
      N.subtract(BigInteger.ONE.shiftLeft(64)),
      N.shiftRight(1),
      N.shiftRight(1).add(BigInteger.ONE)
    };
    var key = new P256Key(point);
    for (BigInteger u1 : edges) {
      for (BigInteger u2 : edges) {
        assertEquals(0, agrees(key, point, u1, u2));
        assertEquals(0, agrees(new P256Key(point), point, u1, u2));
      }
    }
  }

  /** A sum whose x is not below n: r is what is left of it. */
  @Test
  void anXBeyondTheOrder() {
    @Nullable ECPoint sum = null;
    for (BigInteger x = N; sum == null; x = x.add(BigInteger.ONE)) {
      sum = pointWith(x);
    }
    BigInteger u1 = below(N);
    BigInteger u2 = below(N);
    ECPoint point = sum.subtract(CURVE.getG().multiply(u1)).multiply(u2.modInverse(N)).normalize();
    assertTrue(x(sum).compareTo(N) >= 0);
    var key = new P256Key(point);
    for (int use = 0; use < USES; use++) {
      assertEquals(0, agrees(key, point, u1, u2));
    }
  }

  /**
   * A right signature whose sum meets itself in its last step: 6 G as 3 G + 3 G. Bouncy Castle is
   * asked, and says so.
   */
  @Test
  void whatIsUndecidedIsVerifiedAllTheSame() throws Exception {
    byte[] data = "undecided".getBytes(StandardCharsets.US_ASCII);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(data);
    var e = new BigInteger(1, hash);
    BigInteger r = x(CURVE.getG().multiply(BigInteger.valueOf(6))).mod(N);
    BigInteger s = e.multiply(BigInteger.valueOf(3).modInverse(N)).mod(N);
    ECPoint point = CURVE.getG().multiply(e.multiply(r.modInverse(N)).mod(N)).normalize();
    assertEquals(Verdict.UNDECIDED, new P256Key(point).verify(hash, r, s));
    byte[] rdata = new byte[4 + 64];
    System.arraycopy(new byte[] {1, 0, 3, 13}, 0, rdata, 0, 4);
    System.arraycopy(point.getEncoded(false), 1, rdata, 4, 64);
    byte[] signature = Arrays.copyOf(octets(r), 64);
    System.arraycopy(octets(s), 0, signature, 32, 32);
    VerificationKey key = new BouncyCastleVerifier().key(Dnskey.of(Rdata.of(rdata)));
    assertTrue(key.verifies(data, signature));
    signature[63] ^= 1;
    assertFalse(key.verifies(data, signature));
  }

  @Test
  void numbersOutOfRange() {
    var key = new P256Key(CURVE.getG());
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    for (BigInteger number : new BigInteger[] {BigInteger.ZERO, N, P, most}) {
      assertEquals(Verdict.WRONG, key.verify(hash(), number, BigInteger.ONE));
      assertEquals(Verdict.WRONG, key.verify(hash(), BigInteger.ONE, number));
    }
  }

  /** Digits as large as they may be, of both signs, and the same array for all. */
  @RepeatedTest(3)
  void productsOfTheField() {
    BigInteger inverse = BigInteger.ONE.shiftLeft(260).modInverse(P);
    for (int i = 0; i < 20_000; i++) {
      long[] a = digits(i % 57);
      long[] b = digits(i / 57 % 57);
      BigInteger product = value(a).multiply(value(b)).multiply(inverse);
      BigInteger square = value(a).multiply(value(a)).multiply(inverse);
      long[] found = new long[PrimeField.COLUMNS];
      PrimeField.multiply(a, b, found);
      assertEquals(product.mod(P), value(found).mod(P));
      PrimeField.fold(found);
      assertEquals(product.mod(P), value(found).mod(P));
      assertTrue(value(found).abs().bitLength() <= 257);
      PrimeField.square(a, a);
      assertEquals(square.mod(P), value(a).mod(P));
    }
  }

  /** Compares with Bouncy Castle, on a right and a wrong signature; returns 1 if undecided. */
  private static int agrees(P256Key key, ECPoint point, BigInteger u1, BigInteger u2) {
    ECPoint sum = CURVE.getG().multiply(u1).add(point.multiply(u2)).normalize();
    BigInteger r = sum.isInfinity() ? u2 : x(sum).mod(N);
    // u2 = r / s and u1 = hash / s.
    BigInteger s = r.multiply(u2.modInverse(N)).mod(N);
    byte[] hash = octets(u1.multiply(s).mod(N));
    Verdict found = key.verify(hash, r, s);
    boolean expected = byBouncyCastle(point, hash, r, s);
    assertEquals(!sum.isInfinity(), expected);
    if (found != Verdict.UNDECIDED) {
      assertEquals(expected ? Verdict.RIGHT : Verdict.WRONG, found);
      return 0;
    }
    return 1;
  }

  private static boolean byBouncyCastle(ECPoint point, byte[] hash, BigInteger r, BigInteger s) {
    var signer = new ECDSASigner();
    signer.init(false, new ECPublicKeyParameters(point, new ECDomainParameters(CURVE)));
    return signer.verifySignature(hash, r, s);
  }

  private static @Nullable ECPoint pointWith(BigInteger x) {
    byte[] encoded = new byte[33];
    encoded[0] = 2;
    System.arraycopy(octets(x), 0, encoded, 1, 32);
    try {
      return CURVE.getCurve().decodePoint(encoded);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static BigInteger x(ECPoint point) {
    return point.normalize().getAffineXCoord().toBigInteger();
  }

  private static byte[] octets(BigInteger number) {
    byte[] octets = new byte[32];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = number.shiftRight(8 * (31 - i)).byteValue();
    }
    return octets;
  }

  private long[] digits(int bits) {
    long[] digits = new long[PrimeField.COLUMNS];
    for (int i = 0; i < PrimeField.DIGITS; i++) {
      // The last digit is at most 2^50, so that no product is beyond 2^517.
      int room = i == PrimeField.DIGITS - 1 ? Math.min(bits, 50) : bits;
      long most = 1L << room;
      digits[i] = random.nextInt(4) == 0 ? most - 1 : random.nextLong(most);
      digits[i] *= random.nextBoolean() ? 1 : -1;
    }
    return digits;
  }

  private static BigInteger value(long[] digits) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = PrimeField.DIGITS - 1; i >= 0; i--) {
      sum = sum.shiftLeft(52).add(BigInteger.valueOf(digits[i]));
    }
    return sum;
  }

  private BigInteger below(BigInteger limit) {
    return new BigInteger(320, random).mod(limit.subtract(BigInteger.ONE)).add(BigInteger.ONE);
  }

  private byte[] hash() {
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    return hash;
  }
}
