package dev.xylem.daemon.dnstap;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a frame stream (fstrm): frames with their lengths, between a start and a stop;
 * with somebody at the other end, after both have agreed on the type of content.
 */
final class FrameStream implements AutoCloseable {
  static final byte[] CONTENT = "protobuf:dnstap.Dnstap".getBytes(StandardCharsets.US_ASCII);
  static final int ACCEPT = 1;
  static final int START = 2;
  static final int STOP = 3;
  static final int READY = 4;
  static final int FINISH = 5;

  private static final int CONTENT_FIELD = 1;
  private static final int LONGEST_CONTROL = 512;

  private final DataOutputStream out;
  private final @Nullable DataInputStream in;
  private long written;

  private FrameStream(OutputStream out, @Nullable InputStream in) {
    this.out = new DataOutputStream(out);
    this.in = in == null ? null : new DataInputStream(in);
  }

  /** To a file. */
  static FrameStream to(OutputStream out) throws IOException {
    var stream = new FrameStream(out, null);
    stream.control(START, true);
    return stream;
  }

  /** To somebody who answers. */
  static FrameStream between(OutputStream out, InputStream in) throws IOException {
    var stream = new FrameStream(out, in);
    stream.control(READY, true);
    stream.expect(ACCEPT);
    stream.control(START, true);
    return stream;
  }

  /** Octets so far. */
  long written() {
    return written;
  }

  void write(byte[] frame) throws IOException {
    out.writeInt(frame.length);
    out.write(frame);
    written += Integer.BYTES + frame.length;
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Says that this was all. */
  @Override
  public void close() throws IOException {
    try (out) {
      control(STOP, false);
      if (in != null) {
        expect(FINISH);
      }
    }
  }

  /** Ends without a word: the other end is gone. */
  void abandon() throws IOException {
    out.close();
  }

  private void control(int type, boolean withContent) throws IOException {
    out.writeInt(0);
    out.writeInt(Integer.BYTES + (withContent ? 2 * Integer.BYTES + CONTENT.length : 0));
    out.writeInt(type);
    if (withContent) {
      out.writeInt(CONTENT_FIELD);
      out.writeInt(CONTENT.length);
      out.write(CONTENT);
    }
    out.flush();
    written += 5L * Integer.BYTES + CONTENT.length;
  }

  private void expect(int type) throws IOException {
    DataInputStream from = Objects.requireNonNull(in);
    int escape = from.readInt();
    int length = from.readInt();
    if (escape != 0 || length < Integer.BYTES || length > LONGEST_CONTROL) {
      throw new IOException("whoever is there does not speak frame streams");
    }
    int given = from.readInt();
    from.skipNBytes(length - Integer.BYTES);
    if (given != type) {
      throw new IOException("control frame " + given + " instead of " + type);
    }
  }
}
