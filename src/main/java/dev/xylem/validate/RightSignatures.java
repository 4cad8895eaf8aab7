package dev.xylem.validate;

import dev.xylem.dns.RrType;
import dev.xylem.dnssec.VerificationKey;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Signatures over NSEC and NSEC3 records that were found right. With opt-out, two of these come
 * with nearly every referral, and the same few cover thousands of names: verifying them again tells
 * nothing new, as long as key, octets and signature are the same. Nor is it paid for again: replies
 * of a chain of aliases bring the same proofs each time.
 *
 * <p>Only what is right is kept, so nobody but the holder of a zone's key chooses what is; a place
 * is taken by whoever comes, so that no choice of hashes makes finding slow. Validity periods are
 * not part of it: they are judged each time.
 */
final class RightSignatures {
  /** A power of two; with some 400 octets for each, 2 MB at most. */
  private static final int REMEMBERED = 4096;

  private record Right(VerificationKey key, byte[] data, byte[] signature) {
    boolean is(VerificationKey otherKey, byte[] otherData, byte[] otherSignature) {
      // The key is parsed once as long as its zone is known: the same object is the same key.
      return key == otherKey
          && Arrays.equals(data, otherData)
          && Arrays.equals(signature, otherSignature);
    }
  }

  private final AtomicReferenceArray<Right> known = new AtomicReferenceArray<>(REMEMBERED);

  /**
   * Whether {@code signature} over {@code data} of {@code type} is right: known or found out.
   *
   * @param pay for finding out; throws to refuse
   */
  boolean isRight(VerificationKey key, RrType type, byte[] data, byte[] signature, Runnable pay) {
    boolean comesAgain = type.equals(RrType.NSEC3) || type.equals(RrType.NSEC);
    int place = Arrays.hashCode(signature) & REMEMBERED - 1;
    Right right = comesAgain ? known.get(place) : null;
    if (right != null && right.is(key, data, signature)) {
      return true;
    }
    pay.run();
    if (!key.verifies(data, signature)) {
      return false;
    }
    if (comesAgain) {
      known.set(place, new Right(key, data, signature));
    }
    return true;
  }
}
