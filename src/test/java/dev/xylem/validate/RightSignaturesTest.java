package dev.xylem.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
  private final AtomicInteger paid = new AtomicInteger();
  private boolean right = true;
  private final VerificationKey key = (data, signature) -> computed.incrementAndGet() > 0 && right;

  private boolean isRight(VerificationKey by, RrType type, byte[] data, byte[] signature) {
    return rights.isRight(by, type, data, signature, paid::incrementAndGet);
  }

  @Test
  void theSameIsComputedOnce() {
    assertTrue(isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    assertTrue(isRight(key, RrType.NSEC3, DATA.clone(), SIGNATURE.clone()));
    assertEquals(1, computed.get());
    assertEquals(1, paid.get());
  }

  @Test
  void whoCannotPayLearnsNothing() {
    assertThrows(
        IllegalStateException.class,
        () ->
            rights.isRight(
                key,
                RrType.NSEC3,
                DATA,
                SIGNATURE,
                () -> {
                  throw new IllegalStateException("no more");
                }));
    assertEquals(0, computed.get());
  }

  @Test
  void anythingElseIsComputed() {
    assertTrue(isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    right = false;
    VerificationKey other = (data, signature) -> key.verifies(data, signature);
    assertFalse(isRight(other, RrType.NSEC3, DATA, SIGNATURE));
    assertFalse(isRight(key, RrType.NSEC3, new byte[] {1, 2, 4}, SIGNATURE));
    assertFalse(isRight(key, RrType.NSEC3, DATA, new byte[] {4, 6}));
    assertFalse(isRight(key, RrType.A, DATA, SIGNATURE));
    assertEquals(5, paid.get());
  }

  @Test
  void whatIsWrongIsNotRemembered() {
    right = false;
    assertFalse(isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    assertFalse(isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    right = true;
    assertTrue(isRight(key, RrType.NSEC3, DATA, SIGNATURE));
    assertEquals(3, computed.get());
    assertEquals(3, paid.get());
  }
}
