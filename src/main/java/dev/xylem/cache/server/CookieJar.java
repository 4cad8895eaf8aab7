package dev.xylem.cache.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.dns.Cookies;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Message;
import dev.xylem.dns.Rdata;
import dev.xylem.runtime.World;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that servers gave us (RFC 7873 §5.1 and §5.3). Once a server has given one, a reply
 * over UDP without it is not believed, so that who does not see our queries must guess 64 bits more
 * (S01, S04).
 *
 * <p>Each server gets a client cookie of its own, drawn by chance, and another one after an hour,
 * so that nobody can follow us by it from one network to the next (RFC 9018 §3, RFC 7873 §7.1).
 */
public final class CookieJar {
  /** A server with what it said, some 250 octets each, is remembered for so many. */
  private static final int MOST_SERVERS = 20_000;

  /** As long as a server's secret keeps a cookie good (RFC 9018 §4.3). */
  private static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

  /** One packet may just have been lost. */
  private static final long DOUBTED_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final World world;
  private final Cache<InetSocketAddress, Known> servers =
      Caffeine.newBuilder().maximumSize(MOST_SERVERS).executor(Runnable::run).build();

  /** An empty jar. */
  public CookieJar(World world) {
    this.world = world;
  }

  /**
   * What is known of one server.
   *
   * @param option client and server cookie; null for a server that is sent none
   * @param until monotonic nanoseconds
   */
  private record Known(@Nullable EdnsOption option, long until) {}

  private @Nullable Known known(InetSocketAddress server) {
    Known known = servers.getIfPresent(server);
    return known == null || known.until - world.time().nanos() <= 0 ? null : known;
  }

  /** The option to send to {@code server} next; null when it is better off without. */
  public @Nullable EdnsOption optionFor(InetSocketAddress server) {
    Known known = known(server);
    return known == null ? fresh() : known.option;
  }

  private EdnsOption fresh() {
    ByteBuffer octets = ByteBuffer.allocate(Cookies.CLIENT_LENGTH);
    octets.putInt(world.entropy().nextBits()).putInt(world.entropy().nextBits());
    return new EdnsOption(EdnsOption.COOKIE, Rdata.of(octets.array()));
  }

  /** Keeps what {@code reply} to a query with the option {@code sent} says of cookies. */
  public void learn(InetSocketAddress server, EdnsOption sent, Message reply) {
    if (isOutdated(server, sent)) {
      return;
    }
    EdnsOption option = Cookies.in(reply.edns());
    if (option == null || !Cookies.hasServerPart(option) || !Cookies.haveSameClient(sent, option)) {
      forget(server, KEPT_NANOS);
      return;
    }
    Known known = known(server);
    if (known == null || !option.equals(known.option)) {
      // The server may renew its part at any time; ours is as old as it is.
      long until =
          known == null || known.option == null ? world.time().nanos() + KEPT_NANOS : known.until;
      servers.put(server, new Known(option, until));
    }
  }

  /**
   * Nothing came of a query with the option {@code sent}: some drop what they do not know. A server
   * that has given a cookie is not one of them.
   */
  public void silent(InetSocketAddress server, EdnsOption sent) {
    if (!Cookies.hasServerPart(sent) && !isOutdated(server, sent)) {
      forget(server, DOUBTED_NANOS);
    }
  }

  /** Whether another query, begun before its reply was here, has brought a cookie by now. */
  private boolean isOutdated(InetSocketAddress server, EdnsOption sent) {
    Known known = known(server);
    return !Cookies.hasServerPart(sent) && known != null && known.option != null;
  }

  /** It does not give cookies any more, and cannot be asked over TCP if that is true. */
  public void doubt(InetSocketAddress server) {
    forget(server, DOUBTED_NANOS);
  }

  private void forget(InetSocketAddress server, long nanos) {
    servers.put(server, new Known(null, world.time().nanos() + nanos));
  }
}
