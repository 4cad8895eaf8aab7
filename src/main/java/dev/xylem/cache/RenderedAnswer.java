package dev.xylem.cache;

/**
 * An answer as a packet, ready to be copied to a client.
 *
 * <p>It was rendered for id 0 and without OPT record; id, RD, CD and the question's letter case are
 * the client's, TTLs count down from {@link #storedAt}. Never written to after construction.
 */
public final class RenderedAnswer {
  private final byte[] packet;
  private final int[] ttlOffsets;
  private final byte[] options;
  private final long storedAt;
  private final long expires;

  /**
   * @param packet the message without OPT record
   * @param ttlOffsets where the TTLs stand in it
   * @param options EDNS options to be sent to clients that understand EDNS, in wire form
   * @param storedAt wall-clock second at which the TTLs in the packet are right
   * @param expires wall-clock second from which on it must not be used
   */
  public RenderedAnswer(
      byte[] packet, int[] ttlOffsets, byte[] options, long storedAt, long expires) {
    this.packet = packet;
    this.ttlOffsets = ttlOffsets;
    this.options = options;
    this.storedAt = storedAt;
    this.expires = expires;
  }

  /** The packet; not to be written to. */
  public byte[] packet() {
    return packet;
  }

  /** Octet offsets of the TTLs; not to be written to. */
  public int[] ttlOffsets() {
    return ttlOffsets;
  }

  /** EDNS options in wire form; not to be written to. */
  public byte[] options() {
    return options;
  }

  public long storedAt() {
    return storedAt;
  }

  public long expires() {
    return expires;
  }

  int weight() {
    return 112 + packet.length + 4 * ttlOffsets.length + options.length;
  }
}
