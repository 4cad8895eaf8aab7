package dev.xylem.runtime;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * The operating system's random generator, read in blocks.
 *
 * <p>A read per message id would be a system call per query; a block serves a thousand draws. Bytes
 * are used once and in order, so buffering gives away nothing.
 */
public final class SecureEntropy implements Entropy {
  private static final int BLOCK_BYTES = 4096;

  private final SecureRandom source = new SecureRandom();
  private final byte[] block = new byte[BLOCK_BYTES];
  private final ByteBuffer unread = ByteBuffer.wrap(block).limit(0);

  @Override
  public synchronized int nextBits() {
    if (!unread.hasRemaining()) {
      source.nextBytes(block);
      unread.clear();
    }
    return unread.getInt();
  }
}
