package dev.xylem.dns;

import java.util.List;

/**
 * The OPT pseudo-record of a message (RFC 6891), without the upper RCODE bits, which {@link
 * Message#rcode} holds.
 *
 * @param udpSize the sender's UDP payload size in octets
 * @param version EDNS version; 0 is the only one there is
 * @param dnssecOk the DO bit (RFC 3225)
 */
public record Edns(int udpSize, int version, boolean dnssecOk, List<EdnsOption> options) {
  /** Our own size, which needs no fragmentation on any usual path (S08). */
  public static final int SAFE_UDP_SIZE = 1232;

  public Edns {
    options = List.copyOf(options);
  }

  /** Version 0 with {@link #SAFE_UDP_SIZE}, no DO, no options. */
  public static Edns plain() {
    return new Edns(SAFE_UDP_SIZE, 0, false, List.of());
  }

  /** Version 0 with {@link #SAFE_UDP_SIZE} and DO. */
  public static Edns withDnssecOk() {
    return new Edns(SAFE_UDP_SIZE, 0, true, List.of());
  }
}
