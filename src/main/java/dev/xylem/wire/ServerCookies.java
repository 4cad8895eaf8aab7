package dev.xylem.wire;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Rdata;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Server cookies (RFC 7873) in the form that all servers share (RFC 9018 §4): who repeats one has
 * received an answer at its address before.
 *
 * <p>A cookie is bound to the client's address, so that it is worth nothing elsewhere (S15).
 */
public final class ServerCookies {
  /** Octets of the secret. */
  public static final int SECRET_LENGTH = SipHash.KEY_LENGTH;

  /** The client's part, a version, three octets of nothing and the time. */
  private static final int HEAD_LENGTH = 16;

  private static final byte VERSION = 1;
  private static final int HASH_LENGTH = 8;
  private static final int TIME_AT = 12;
  private static final int OLDEST_SECONDS = 3600;
  private static final int NEWEST_SECONDS = 300;

  private final byte[] secret;
  private final List<byte[]> accepted = new ArrayList<>();

  /** Cookies that only who knows {@code secret} can make. */
  public ServerCookies(Rdata secret) {
    this(secret, List.of());
  }

  /**
   * As the other, while servers of one address change their secret (RFC 9018 §5).
   *
   * @param others with which cookies are still, or already, ours
   */
  public ServerCookies(Rdata secret, List<Rdata> others) {
    this.secret = octets(secret);
    accepted.add(this.secret);
    others.forEach(other -> accepted.add(octets(other)));
  }

  private static byte[] octets(Rdata secret) {
    if (secret.length() != SECRET_LENGTH) {
      throw new IllegalArgumentException("a secret has " + SECRET_LENGTH + " octets");
    }
    return secret.toArray();
  }

  /**
   * Whether {@code cookie} has a server cookie that was given to {@code address} in the last hour;
   * clocks of other servers may be 5 minutes ahead (RFC 9018 §4.3).
   */
  public boolean isOurs(EdnsOption cookie, InetAddress address, long epochSeconds) {
    byte[] octets = cookie.data().toArray();
    if (octets.length != HEAD_LENGTH + HASH_LENGTH || octets[Cookies.CLIENT_LENGTH] != VERSION) {
      return false;
    }
    // In serial arithmetic: 32 bits of seconds run over in 2106.
    int age = (int) epochSeconds - ByteBuffer.wrap(octets).getInt(TIME_AT);
    if (age > OLDEST_SECONDS || age < -NEWEST_SECONDS) {
      return false;
    }
    byte[] head = Arrays.copyOf(octets, HEAD_LENGTH);
    byte[] hash = Arrays.copyOfRange(octets, HEAD_LENGTH, octets.length);
    boolean ours = false;
    for (byte[] known : accepted) {
      // In a time that says nothing of how much of the hash was right.
      ours |= MessageDigest.isEqual(hash, hash(known, head, address));
    }
    return ours;
  }

  /** The cookie option to answer {@code cookie} of the client at {@code address} with. */
  public EdnsOption answer(EdnsOption cookie, InetAddress address, long epochSeconds) {
    byte[] client = cookie.data().copy(0, Cookies.CLIENT_LENGTH);
    byte[] head =
        ByteBuffer.allocate(HEAD_LENGTH)
            .put(client)
            .put(VERSION)
            .put(new byte[3])
            .putInt((int) epochSeconds)
            .array();
    byte[] whole =
        ByteBuffer.allocate(HEAD_LENGTH + HASH_LENGTH)
            .put(head)
            .put(hash(secret, head, address))
            .array();
    return new EdnsOption(EdnsOption.COOKIE, Rdata.of(whole));
  }

  private static byte[] hash(byte[] secret, byte[] head, InetAddress address) {
    byte[] octets = address.getAddress();
    byte[] hashed = Arrays.copyOf(head, HEAD_LENGTH + octets.length);
    System.arraycopy(octets, 0, hashed, HEAD_LENGTH, octets.length);
    return SipHash.of(secret, hashed);
  }
}
