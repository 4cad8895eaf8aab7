package dev.xylem.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form of the COOKIE option: a client's part, then perhaps a server's (RFC 7873 §4). */
public final class Cookies {
  /** Octets of the client's part. */
  public static final int CLIENT_LENGTH = 8;

  private static final int SHORTEST_WITH_SERVER = 16;
  private static final int LONGEST = 40;

  private Cookies() {}

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
    return cookie.data().length() == CLIENT_LENGTH || hasServerPart(cookie);
  }

  /** Whether a well-formed cookie has a server's part. */
  public static boolean hasServerPart(EdnsOption cookie) {
    int length = cookie.data().length();
    return length >= SHORTEST_WITH_SERVER && length <= LONGEST;
  }

  /** Whether both have the same client's part. */
  public static boolean haveSameClient(EdnsOption one, EdnsOption other) {
    if (Math.min(one.data().length(), other.data().length()) < CLIENT_LENGTH) {
      return false;
    }
    for (int i = 0; i < CLIENT_LENGTH; i++) {
      if (one.data().u8(i) != other.data().u8(i)) {
        return false;
      }
    }
    return true;
  }
}
