package dev.xylem.daemon.dnstap;

import dev.xylem.daemon.querylog.Backlog;
import dev.xylem.runtime.TimeSource;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One place that messages go to, opened again after a failure, or when a file is full. */
final class DnstapOutput implements Backlog.Output<byte[]> {
  private static final long RECONNECT_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final Opener opener;
  private final long mostOctets;
  private @Nullable FrameStream stream;

  /** Opens the way there, for the first time or again. */
  @FunctionalInterface
  interface Opener {
    FrameStream open() throws IOException;
  }

  private DnstapOutput(Opener opener, long mostOctets) {
    this.opener = opener;
    this.mostOctets = mostOctets;
  }

  /**
   * Begins to write there.
   *
   * @param mostOctets after which another stream is opened
   */
  static Backlog<byte[]> to(String name, Opener opener, long mostOctets, TimeSource time) {
    return new Backlog<>(
        "dnstap " + name, new DnstapOutput(opener, mostOctets), RECONNECT_PAUSE, time);
  }

  @Override
  public void write(byte[] frame) throws IOException {
    if (stream != null && stream.written() + frame.length > mostOctets) {
      close();
    }
    if (stream == null) {
      stream = opener.open();
    }
    stream.write(frame);
  }

  @Override
  public void flush() throws IOException {
    if (stream != null) {
      stream.flush();
    }
  }

  @Override
  public void close() throws IOException {
    FrameStream open = stream;
    stream = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void abandon() throws IOException {
    FrameStream open = stream;
    stream = null;
    if (open != null) {
      open.abandon();
    }
  }
}
