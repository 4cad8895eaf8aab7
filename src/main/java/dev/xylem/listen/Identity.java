package dev.xylem.listen;

import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.wire.ServerCookies;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
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

  /** An empty optional hides what it stands for. */
  public Identity(Optional<String> version, Optional<String> serverId) {
    this(version, serverId, Rdata.of(new byte[0]), null);
  }

  /**
   * @param nsid told to clients that ask for it (RFC 5001); empty for none
   * @param cookies given to clients that have one themselves; null for none
   */
  public Identity(
      Optional<String> version,
      Optional<String> serverId,
      Rdata nsid,
      @Nullable ServerCookies cookies) {
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
    EdnsOption cookie = cookies == null ? null : ServerCookies.in(query.edns());
    return cookie != null && !ServerCookies.isWellFormed(cookie);
  }

  /** Identifier and cookie for who asks, each once however often {@code query} asks (S83). */
  List<EdnsOption> options(Message query, InetAddress client, long epochSeconds) {
    List<EdnsOption> asked = query.edns() == null ? List.of() : query.edns().options();
    List<EdnsOption> options = new ArrayList<>();
    if (nsid.length() > 0 && asked.stream().anyMatch(o -> o.code() == EdnsOption.NSID)) {
      options.add(new EdnsOption(EdnsOption.NSID, nsid));
    }
    EdnsOption cookie = ServerCookies.in(query.edns());
    if (cookies != null && cookie != null) {
      options.add(cookies.answer(cookie, client, epochSeconds));
    }
    return options;
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
