package dev.xylem.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The operating system's random generator, read in blocks.
 *
 * <p>A read per message id would be a system call per query; a block serves a thousand draws. Bytes
 * are used once and in order, so buffering gives away nothing. The device is read itself where
 * there is one: Java's own generator mixes into the same octets others that it computes, which
 * makes them no better and takes a fiftieth of a start.
 */
public final class SecureEntropy implements Entropy {
  private static final Path DEVICE = Path.of("/dev/urandom");
  private static final int BLOCK_BYTES = 4096;

  private final byte[] block = new byte[BLOCK_BYTES];
  private final ByteBuffer unread = ByteBuffer.wrap(block).limit(0);
  private @Nullable InputStream device = device();

  @Override
  public synchronized int nextBits() {
    if (!unread.hasRemaining()) {
      fill();
      unread.clear();
    }
    return unread.getInt();
  }

  private void fill() {
    try {
      if (device != null && device.readNBytes(block, 0, BLOCK_BYTES) == BLOCK_BYTES) {
        return;
      }
    } catch (IOException e) {
      // As where there is none.
    }
    device = null;
    new SecureRandom().nextBytes(block);
  }

  private static @Nullable InputStream device() {
    try {
      return Files.newInputStream(DEVICE);
    } catch (IOException e) {
      return null;
    }
  }
}
