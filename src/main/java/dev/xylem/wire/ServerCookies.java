package dev.xylem.wire;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Rdata;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Server cookies (RFC 7873) in the form that all servers share (RFC 9018 §4): who repeats one has
 * received an answer at its address before.
 *
 * <p>A cookie is bound to the client's address, so that it is worth nothing elsewhere (S15).
 */
public final class ServerCookies {
  /** Octets of the secret. */
  public static final int SECRET_LENGTH = 16;

  private static final int CLIENT_LENGTH = 8;
  private static final int SHORTEST = 16;
  private static final int LONGEST = 40;
  private static final byte VERSION = 1;

  private final byte[] secret;

  /** Cookies that only who knows {@code secret} can make. */
  public ServerCookies(Rdata secret) {
    if (secret.length() != SECRET_LENGTH) {
      throw new IllegalArgumentException("a secret has " + SECRET_LENGTH + " octets");
    }
    this.secret = secret.toArray();
  }

  /** The first cookie option in {@code edns}; more than one count as one (RFC 7873 §5.2). */
  public static @Nullable EdnsOption in(@Nullable Edns edns) {
    List<EdnsOption> options = edns == null ? List.of() : edns.options();
    for (EdnsOption option : options) {
      if (option.code() == EdnsOption.COOKIE) {
        return option;
      }
    }
    return null;
  }

  /** Whether an option has a length that a cookie may have; FORMERR if not (RFC 7873 §5.2.2). */
  public static boolean isWellFormed(EdnsOption cookie) {
    int length = cookie.data().length();
    return length == CLIENT_LENGTH || length >= SHORTEST && length <= LONGEST;
  }

  /** The cookie option to answer {@code cookie} of the client at {@code address} with. */
  public EdnsOption answer(EdnsOption cookie, InetAddress address, long epochSeconds) {
    byte[] client = cookie.data().copy(0, CLIENT_LENGTH);
    byte[] head =
        ByteBuffer.allocate(SHORTEST)
            .put(client)
            .put(VERSION)
            .put(new byte[3])
            .putInt((int) epochSeconds)
            .array();
    byte[] octets = address.getAddress();
    byte[] hashed = Arrays.copyOf(head, SHORTEST + octets.length);
    System.arraycopy(octets, 0, hashed, SHORTEST, octets.length);
    byte[] whole =
        ByteBuffer.allocate(SHORTEST + 8).put(head).put(SipHash.of(secret, hashed)).array();
    return new EdnsOption(EdnsOption.COOKIE, Rdata.of(whole));
  }
}
