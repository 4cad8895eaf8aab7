package dev.xylem.cache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a rendered answer is found by: the question in lower case as it stands in a packet, and the
 * two query bits that change an answer, DO and CD.
 *
 * <p>Reusable: an event loop fills the same key for every query, so that a look-up allocates
 * nothing. What is stored is a {@link #copy}.
 *
 * <p>It has an order because clients choose the names: a hash table whose keys have none searches
 * names that were made to have one hash one by one.
 */
public final class AnswerKey implements Comparable<AnswerKey> {
  /** A name, a type, a class and the variant. */
  private static final int MOST_OCTETS = 255 + 5;

  private final byte[] octets;
  private int length;
  private int hash;

  /** An empty key, to be filled. */
  public AnswerKey() {
    this(new byte[MOST_OCTETS], 0, 0);
  }

  private AnswerKey(byte[] octets, int length, int hash) {
    this.octets = octets;
    this.length = length;
    this.hash = hash;
  }

  /**
   * Takes the question in {@code packet[from, to)} (uncompressed name, type, class) and {@code
   * variant}, the bits that tell apart the answers to one question.
   */
  public AnswerKey fill(byte[] packet, int from, int to, int variant) {
    int h = variant;
    for (int i = from; i < to; i++) {
      byte b = packet[i];
      // The last four octets are type and class: numbers, not letters.
      byte folded = i < to - 4 && b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
      octets[i - from] = folded;
      h = 31 * h + folded;
    }
    length = to - from + 1;
    octets[length - 1] = (byte) variant;
    hash = h;
    return this;
  }

  /** A key of its own, as it is now. */
  public AnswerKey copy() {
    return new AnswerKey(Arrays.copyOf(octets, length), length, hash);
  }

  int weight() {
    return 48 + length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AnswerKey key
        && hash == key.hash
        && Arrays.equals(octets, 0, length, key.octets, 0, key.length);
  }

  @Override
  public int compareTo(AnswerKey other) {
    return Arrays.compare(octets, 0, length, other.octets, 0, other.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
