package dev.xylem.listen;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.wire.ServerCookies;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this server says about itself in class CH (RFC 4892): its version and its id, unless hidden.
 * No other question of another class than IN gets anywhere (S91).
 */
public final class Identity {
  private final Map<Name, Optional<String>> texts;
  private final Rdata nsid;
  private final @Nullable ServerCookies cookies;
  private final Duration tcpIdleTimeout;

  /** An empty optional hides what it stands for. */
  public Identity(Optional<String> version, Optional<String> serverId) {
    this(version, serverId, Rdata.of(new byte[0]), null, Duration.ZERO);
  }

  /**
   * @param nsid told to clients that ask for it (RFC 5001); empty for none
   * @param cookies given to clients that have one themselves; null for none
   * @param tcpIdleTimeout told to clients that ask how long a connection stays (RFC 7828); zero
   *     tells nobody
   */
  public Identity(
      Optional<String> version,
      Optional<String> serverId,
      Rdata nsid,
      @Nullable ServerCookies cookies,
      Duration tcpIdleTimeout) {
    this.tcpIdleTimeout = tcpIdleTimeout;
    this.nsid = nsid;
    this.cookies = cookies;
    this.texts =
        Map.of(
            Name.of("version.bind."), version,
            Name.of("version.server."), version,
            Name.of("id.server."), serverId,
            Name.of("hostname.bind."), serverId);
  }

  /** Whether a cookie in {@code query} is malformed and that matters here. */
  boolean isBadCookie(Message query) {
    EdnsOption cookie = cookies == null ? null : Cookies.in(query.edns());
    return cookie != null && !Cookies.isWellFormed(cookie);
  }

  /**
   * Identifier, cookie and idle time-out for who asks, each once however often {@code query} asks
   * (S83).
   */
  List<EdnsOption> options(
      Message query, InetAddress client, Transport transport, long epochSeconds) {
    List<EdnsOption> options = new ArrayList<>();
    if (nsid.length() > 0 && asksFor(EdnsOption.NSID, query)) {
      options.add(new EdnsOption(EdnsOption.NSID, nsid));
    }
    // Over UDP it means nothing and must not be sent (RFC 7828).
    if (transport == Transport.TCP
        && !tcpIdleTimeout.isZero()
        && asksFor(EdnsOption.TCP_KEEPALIVE, query)) {
      options.add(new EdnsOption(EdnsOption.TCP_KEEPALIVE, tenthsOfSeconds(tcpIdleTimeout)));
    }
    EdnsOption cookie = Cookies.in(query.edns());
    if (cookies != null && cookie != null) {
      options.add(cookies.answer(cookie, client, epochSeconds));
    }
    return options;
  }

  private static boolean asksFor(int option, Message query) {
    if (query.edns() != null) {
      for (EdnsOption each : query.edns().options()) {
        if (each.code() == option) {
          return true;
        }
      }
    }
    return false;
  }

  private static Rdata tenthsOfSeconds(Duration duration) {
    int tenths = (int) Math.min(0xFFFF, duration.toMillis() / 100);
    return Rdata.of(new byte[] {(byte) (tenths >>> 8), (byte) tenths});
  }

  /** The answer to {@code question}; null when it is to be refused. */
  @Nullable RrSet answer(Question question) {
    Optional<String> text = texts.getOrDefault(question.name(), Optional.empty());
    boolean asksText = question.type().equals(RrType.TXT) || question.type().equals(RrType.ANY);
    if (!question.rrClass().equals(RrClass.CH) || !asksText || text.isEmpty()) {
      return null;
    }
    byte[] utf8 = text.get().getBytes(StandardCharsets.UTF_8);
    byte[] rdata = new byte[1 + Math.min(255, utf8.length)];
    rdata[0] = (byte) (rdata.length - 1);
    System.arraycopy(utf8, 0, rdata, 1, rdata.length - 1);
    return new RrSet(
        question.name(),
        RrType.TXT,
        RrClass.CH,
        0,
        RdataList.of(List.of(Rdata.of(rdata))),
        RdataList.EMPTY);
  }
}
