package dev.xylem.upstream;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Message;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.TimeSource;
import dev.xylem.upstream.Reply.Received;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * An exchange over UDP.
 *
 * <p>Each query has a fresh socket on a random port, connected to its server, so that only packets
 * from the server's own address and port arrive and an ICMP message for another remote changes
 * nothing (S01, S03, S04). Packets that do not match are passed over and waiting goes on (S06).
 */
public final class UdpExchange implements Exchange {
  /** A flood of mismatching packets is someone guessing: after this many the exchange is over. */
  private static final int MOST_MISMATCHES = 64;

  private final Sockets sockets;
  private final TimeSource time;

  public UdpExchange(Sockets sockets, TimeSource time) {
    this.sockets = sockets;
    this.time = time;
  }

  @Override
  public Reply ask(InetSocketAddress server, Message query, long nanos) {
    try (Sockets.Datagrams socket = sockets.datagrams(server)) {
      byte[] packet = MessageEncoder.encode(query, MessageEncoder.MAX_MESSAGE_LENGTH);
      long sentAt = time.nanos();
      socket.send(packet);
      return receive(socket, new ReplyMatcher(query), sentAt, nanos);
    } catch (IOException e) {
      return new Reply.Unreachable(reason(e), 0);
    }
  }

  private Reply receive(Sockets.Datagrams socket, ReplyMatcher matcher, long sentAt, long nanos)
      throws IOException {
    // One octet more than we advertise: what fills it was too long and is not believed (S08).
    byte[] packet = new byte[Edns.SAFE_UDP_SIZE + 1];
    int mismatches = 0;
    int octets = 0;
    var problem = Reply.Problem.LETTER_CASE;
    while (mismatches < MOST_MISMATCHES) {
      long left = nanos - (time.nanos() - sentAt);
      int length = left <= 0 ? -1 : socket.receive(packet, left);
      if (length < 0) {
        break;
      }
      octets += length;
      boolean tooLong = length > Edns.SAFE_UDP_SIZE;
      switch (matcher.overUdp(packet, length)) {
        case ReplyMatcher.Match.Good good when !tooLong -> {
          long rtt = time.nanos() - sentAt;
          var received = new Received(good.message(), Transport.UDP, rtt, length);
          return mismatches == 0
              ? received
              : new Reply.Contested(mismatches, received, problem, octets);
        }
        case ReplyMatcher.Match.Good _ -> problem = Reply.Problem.OTHER;
        case ReplyMatcher.Match.Bad bad -> {
          if (bad.problem() == Reply.Problem.OTHER) {
            problem = Reply.Problem.OTHER;
          }
        }
      }
      mismatches++;
    }
    return mismatches == 0
        ? new Reply.Silence(octets)
        : new Reply.Contested(mismatches, null, problem, octets);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
