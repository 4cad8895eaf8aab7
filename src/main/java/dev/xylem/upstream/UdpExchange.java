package dev.xylem.upstream;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Message;
import dev.xylem.dns.Transport;
import dev.xylem.linux.NoSocketException;
import dev.xylem.runtime.TimeSource;
import dev.xylem.upstream.Reply.Received;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;

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

  /** One more than we advertise: what has so many was too long and is not believed (S08). */
  private static final int MOST_OCTETS = Edns.SAFE_UDP_SIZE + 1;

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
      return new Arrivals(socket, new ReplyMatcher(query)).await(sentAt, nanos);
    } catch (IOException e) {
      return unreachable(e, 0);
    }
  }

  /** What arrives on the socket of one query. */
  private final class Arrivals {
    private final Sockets.Datagrams socket;
    private final ReplyMatcher matcher;
    private int mismatches;
    private int octets;
    private Reply.Problem problem = Reply.Problem.LETTER_CASE;

    Arrivals(Sockets.Datagrams socket, ReplyMatcher matcher) {
      this.socket = socket;
      this.matcher = matcher;
    }

    Reply await(long sentAt, long nanos) {
      try {
        while (mismatches < MOST_MISMATCHES) {
          long left = nanos - (time.nanos() - sentAt);
          byte[] packet = left <= 0 ? null : socket.receive(MOST_OCTETS, left);
          if (packet == null) {
            break;
          }
          octets += packet.length;
          if (match(packet) instanceof ReplyMatcher.Match.Good good) {
            return received(good.message(), time.nanos() - sentAt, packet.length);
          }
          mismatches++;
          if (problem == Reply.Problem.NO_COOKIE) {
            break; // All else matched: nothing else will come, and TCP will tell.
          }
        }
        return mismatches == 0
            ? new Reply.Silence(octets)
            : new Reply.Contested(mismatches, null, problem, octets);
      } catch (IOException e) {
        // What came before the error has been paid for, and is booked.
        return unreachable(e, octets);
      }
    }

    private Reply received(Message message, long rtt, int length) {
      var received = new Received(message, Transport.UDP, rtt, length);
      return mismatches == 0
          ? received
          : new Reply.Contested(mismatches, received, problem, octets);
    }

    private ReplyMatcher.Match match(byte[] packet) {
      ReplyMatcher.Match match =
          packet.length > Edns.SAFE_UDP_SIZE
              ? new ReplyMatcher.Match.Bad(Reply.Problem.OTHER)
              : matcher.overUdp(packet, packet.length);
      if (match instanceof ReplyMatcher.Match.Bad(Reply.Problem found)
          && found.compareTo(problem) > 0) {
        problem = found;
      }
      return match;
    }
  }

  private static Reply unreachable(IOException e, int octets) {
    if (e instanceof NoSocketException) {
      return new Reply.NotAsked(reason(e));
    }
    return new Reply.Unreachable(reason(e), e instanceof PortUnreachableException, octets);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
