package dev.xylem.sim;

import dev.xylem.dns.Cookies;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.Transport;
import dev.xylem.wire.ServerCookies;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/** The cookies of a server (RFC 7873), whose clock stands still. */
final class SimCookies {
  private static final InetAddress CLIENT = IpPrefix.address("192.0.2.53");

  private final ServerCookies cookies =
      new ServerCookies(Rdata.of(new byte[ServerCookies.SECRET_LENGTH]));

  /** The reply with a cookie, if the query has one. */
  Message added(Message query, Message reply) {
    EdnsOption asked = Cookies.in(query.edns());
    Edns opt = reply.edns();
    return asked == null || opt == null
        ? reply
        : reply.withEdns(
            new Edns(
                opt.udpSize(),
                opt.version(),
                opt.dnssecOk(),
                List.of(cookies.answer(asked, CLIENT, 0))));
  }

  /** As {@link #added}, but BADCOOKIE over UDP to a cookie that is not ours (RFC 7873 §5.2.3). */
  Message demanded(Message query, Transport transport, Message reply) {
    return transport == Transport.UDP && !isOurs(query) ? badCookie(query) : added(query, reply);
  }

  /** Whether the query has no cookie or one that was given to it. */
  boolean isOurs(Message query) {
    EdnsOption asked = Cookies.in(query.edns());
    return asked == null || cookies.isOurs(asked, CLIENT, 0);
  }

  Message badCookie(Message query) {
    Header header = Header.of(query.header().id(), Flag.QR);
    Edns opt = Objects.requireNonNull(query.edns());
    Message bare = Message.empty(header, Rcode.BADCOOKIE, query.questions()).withEdns(opt);
    return added(query, bare);
  }
}
