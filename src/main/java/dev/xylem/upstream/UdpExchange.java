package dev.xylem.upstream;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Message;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.Entropy;
import dev.xylem.runtime.TimeSource;
import dev.xylem.upstream.Reply.Received;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/**
 * An exchange over UDP.
 *
 * <p>Each query has a fresh socket on a random port, connected to its server, so that only packets
 * from the server's own address and port arrive and an ICMP message for another remote changes
 * nothing (S01, S03, S04). Packets that do not match are passed over and waiting goes on (S06).
 */
public final class UdpExchange implements Exchange {
  private static final int LOWEST_PORT = 1024;
  private static final int PORTS = 65_536 - LOWEST_PORT;
  private static final int PORT_TRIES = 8;

  /** A flood of mismatching packets is someone guessing: after this many the exchange is over. */
  private static final int MOST_MISMATCHES = 64;

  private final TimeSource time;
  private final Entropy entropy;

  public UdpExchange(TimeSource time, Entropy entropy) {
    this.time = time;
    this.entropy = entropy;
  }

  @Override
  public Reply ask(InetSocketAddress server, Message query, long nanos) {
    try (DatagramSocket socket = open()) {
      socket.connect(server);
      byte[] packet = MessageEncoder.encode(query, MessageEncoder.MAX_MESSAGE_LENGTH);
      long sentAt = time.nanos();
      socket.send(new DatagramPacket(packet, packet.length));
      return receive(socket, new ReplyMatcher(query), sentAt, nanos);
    } catch (IOException | java.io.UncheckedIOException e) {
      return new Reply.Unreachable(reason(e), 0);
    }
  }

  private Reply receive(DatagramSocket socket, ReplyMatcher matcher, long sentAt, long nanos)
      throws IOException {
    // One octet more than we advertise: what fills it was too long and is not believed (S08).
    var packet = new DatagramPacket(new byte[Edns.SAFE_UDP_SIZE + 1], Edns.SAFE_UDP_SIZE + 1);
    int mismatches = 0;
    int octets = 0;
    var problem = Reply.Problem.LETTER_CASE;
    while (mismatches < MOST_MISMATCHES) {
      long left = nanos - (time.nanos() - sentAt);
      if (left <= 0) {
        break;
      }
      try {
        socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        break;
      }
      octets += packet.getLength();
      boolean tooLong = packet.getLength() > Edns.SAFE_UDP_SIZE;
      switch (matcher.overUdp(packet.getData(), packet.getLength())) {
        case ReplyMatcher.Match.Good good when !tooLong -> {
          long rtt = time.nanos() - sentAt;
          var received = new Received(good.message(), Transport.UDP, rtt, packet.getLength());
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
      packet.setLength(Edns.SAFE_UDP_SIZE + 1);
    }
    return mismatches == 0
        ? new Reply.Silence(octets)
        : new Reply.Contested(mismatches, null, problem, octets);
  }

  /** A socket on a random free port of the whole range, whichever thread asks (S01, S03). */
  private DatagramSocket open() throws IOException {
    var socket = new DatagramSocket(null);
    try {
      bind(socket);
      // Fragments could be forged; our queries are far too short to need any (S08).
      if (socket.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT)) {
        socket.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
      }
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void bind(DatagramSocket socket) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        socket.bind(new InetSocketAddress(LOWEST_PORT + entropy.nextInt(PORTS)));
        return;
      } catch (BindException e) {
        if (tries == PORT_TRIES) {
          throw e;
        }
      }
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
