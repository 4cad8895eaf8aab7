package dev.xylem.iterate;

import dev.xylem.dns.Name;
import dev.xylem.upstream.Reply;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What went wrong with each server of a zone, to be told in one sentence when all have failed. */
final class Troubles {
  private final Map<InetAddress, String> byServer = new LinkedHashMap<>();
  private FailureCause cause = FailureCause.NO_ADDRESS;
  private @Nullable Found lastResort;

  void noReply(InetAddress server, Reply reply) {
    if (reply instanceof Reply.NotAsked(String why)) {
      byServer.put(server, why);
      cause = FailureCause.BUSY;
      return;
    }
    boolean unreachable = reply instanceof Reply.Unreachable;
    byServer.put(server, unreachable ? "unreachable" : "no reply");
    if (cause == FailureCause.NO_ADDRESS) {
      cause = FailureCause.NO_REPLY;
    }
  }

  /** Notes what {@code kind} has against it; false when it is an answer. */
  boolean tell(InetAddress server, ReplyKind kind) {
    switch (kind) {
      case ReplyKind.Lame(String reason) -> lame(server, reason);
      case ReplyKind.Doubtful doubtful -> doubt(doubtful);
      case ReplyKind.ServerError(String rcode) -> error(server, rcode);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void lame(InetAddress server, String reason) {
    byServer.put(server, reason);
    if (cause != FailureCause.SERVER_ERROR && cause != FailureCause.BUSY) {
      cause = FailureCause.LAME;
    }
  }

  void error(InetAddress server, String rcode) {
    byServer.put(server, rcode);
    if (cause == FailureCause.BUSY) {
      return; // One that was not asked might have known.
    }
    // Who refuses everybody is as good as unreachable (RFC 8914 §4.23).
    cause =
        rcode.equals("REFUSED") && cause != FailureCause.SERVER_ERROR
            ? FailureCause.LAME
            : FailureCause.SERVER_ERROR;
  }

  /**
   * Keeps what a server said that is believed only if no other says better; the first one counts.
   */
  private void doubt(ReplyKind.Doubtful doubtful) {
    if (lastResort == null) {
      lastResort = doubtful.found();
    }
  }

  /** What is left when no server helped: something doubtful, or a failure. */
  Found end(Name zone) {
    return lastResort != null ? lastResort : failure(zone);
  }

  private Found.Failed failure(Name zone) {
    if (byServer.isEmpty()) {
      return new Found.Failed(cause, "no server of " + zone + " can be asked now");
    }
    List<String> parts = new ArrayList<>();
    byServer.forEach((server, trouble) -> parts.add(server.getHostAddress() + " " + trouble));
    return new Found.Failed(cause, "servers of " + zone + ": " + String.join(", ", parts));
  }
}
