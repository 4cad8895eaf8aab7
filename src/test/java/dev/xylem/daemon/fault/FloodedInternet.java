package dev.xylem.daemon.fault;

import dev.xylem.daemon.FreePort;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/**
 * An internet on real sockets of loopback: a root, and below it zones of one label with a server
 * and an address each, all on one port. Every name in a zone has an address.
 */
final class FloodedInternet implements AutoCloseable {
  private static final InetAddress ROOT = InetAddress.ofLiteral("127.0.0.1");

  private final int port = FreePort.any();
  private final List<DatagramSocket> sockets = new ArrayList<>();
  private final Map<Name, InetAddress> servers = new HashMap<>();

  FloodedInternet() throws IOException {
    serve(open(ROOT), now -> now);
  }

  /** Adds a zone whose server does not answer. */
  void silent(String apex) throws IOException {
    open(address(apex));
  }

  /** Adds a zone whose server answers at the nanosecond that {@code when} makes of the present. */
  void answering(String apex, LongUnaryOperator when) throws IOException {
    serve(open(address(apex)), when);
  }

  private InetAddress address(String apex) {
    int n = servers.size() + 1;
    InetAddress address = InetAddress.ofLiteral("127.2." + (n >> 8) + "." + (n & 0xFF));
    servers.put(Name.of(apex), address);
    return address;
  }

  private DatagramSocket open(InetAddress address) throws IOException {
    var socket = new DatagramSocket(port, address);
    socket.setReceiveBufferSize(1 << 20);
    sockets.add(socket);
    return socket;
  }

  private void serve(DatagramSocket socket, LongUnaryOperator when) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!socket.isClosed()) {
            try {
              var packet = new DatagramPacket(new byte[2048], 2048);
              socket.receive(packet);
              Message query = MessageDecoder.decode(packet.getData(), packet.getLength());
              byte[] reply = MessageEncoder.encode(reply(socket, query), 1232);
              SocketAddress client = packet.getSocketAddress();
              sendAt(socket, new DatagramPacket(reply, reply.length, client), when);
            } catch (IOException | FormatException e) {
              // Closed, or the resolver has gone.
            }
          }
        });
  }

  private static void sendAt(DatagramSocket socket, DatagramPacket reply, LongUnaryOperator when)
      throws IOException {
    long now = System.nanoTime();
    long at = when.applyAsLong(now);
    if (at <= now) {
      socket.send(reply);
      return;
    }
    Thread.startVirtualThread(() -> {
      LockSupport.parkNanos(at - System.nanoTime());
      try {
        socket.send(reply);
      } catch (IOException e) {
        // Closed, or the resolver has gone.
      }
    });
  }

  private Message reply(DatagramSocket socket, Message query) {
    Question question = query.question();
    Header header = Header.of(query.header().id(), Flag.QR);
    if (socket.getLocalAddress().equals(ROOT)) {
      Name zone = question.name().ancestor(1);
      Name host = Name.of("ns." + zone);
      InetAddress address = Objects.requireNonNull(servers.get(zone), zone.toString());
      List<RrSet> authority = List.of(RrSet.of(zone, RrType.NS, 86_400, Rdata.of(host)));
      List<RrSet> glue = List.of(RrSet.of(host, RrType.A, 86_400, Rdata.of(address.getAddress())));
      return new Message(
          header, Rcode.NOERROR, query.questions(), List.of(), authority, glue, query.edns());
    }
    Rdata address = Rdata.of(new byte[] {(byte) 192, 0, 2, 1});
    List<RrSet> answer = List.of(RrSet.of(question.name(), RrType.A, 86_400, address));
    return new Message(
        header.with(Flag.AA),
        Rcode.NOERROR,
        query.questions(),
        answer,
        List.of(),
        List.of(),
        query.edns());
  }

  /** Settings of a server that asks here, but for where it listens; needs {@link #hints}. */
  String settings() {
    return "iteration: {root-hints: hints, priming: false, ipv6: false, qname-minimisation: off,"
        + " do-not-query: [], upstream-port: "
        + port
        + "}\ndnssec: {validation: false}\ncontrol: {socket: socket}\n";
  }

  static String hints() {
    return ". 60 NS root.\nroot. 60 A " + ROOT.getHostAddress() + "\n";
  }

  @Override
  public void close() {
    sockets.forEach(DatagramSocket::close);
  }
}
