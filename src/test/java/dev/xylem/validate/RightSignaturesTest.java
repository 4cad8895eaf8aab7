package dev.xylem.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.RrType;
import dev.xylem.dnssec.VerificationKey;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is remembered of a signature vouches for nothing but the same octets by the same key. */
class RightSignaturesTest {
  private static final byte[] DATA = {1, 2, 3};
  private static final byte[] SIGNATURE = {4, 5};

  private final RightSignatures rights = new RightSignatures();
  private final AtomicInteger computed = new AtomicInteger();
  private boolean right = true;
  private final VerificationKey key = (data, signature) -> computed.incrementAndGet() > 0 && right;

  @Test
  void theSameIsComputedOnce() {
    assertTrue(rights.isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    assertTrue(rights.isRight(key, RrType.NSEC3, DATA.clone(), SIGNATURE.clone()));
    assertEquals(1, computed.get());
  }

  @Test
  void anythingElseIsComputed() {
    assertTrue(rights.isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    right = false;
    VerificationKey other = (data, signature) -> key.verifies(data, signature);
    assertFalse(rights.isRight(other, RrType.NSEC3, DATA, SIGNATURE));
    assertFalse(rights.isRight(key, RrType.NSEC3, new byte[] {1, 2, 4}, SIGNATURE));
    assertFalse(rights.isRight(key, RrType.NSEC3, DATA, new byte[] {4, 6}));
    assertFalse(rights.isRight(key, RrType.A, DATA, SIGNATURE));
  }

  @Test
  void whatIsWrongIsNotRemembered() {
    right = false;
    assertFalse(rights.isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    assertFalse(rights.isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    right = true;
    assertTrue(rights.isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    assertEquals(3, computed.get());
  }
}
