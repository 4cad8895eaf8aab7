package dev.xylem.daemon;

import dev.xylem.cache.NameServer;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;

/** A root server on loopback, over UDP and TCP on one port, that does what its script says. */
public final class HostileAuthority implements AutoCloseable {
  static final InetAddress ADDRESS = InetAddress.ofLiteral("127.0.0.1");

  private final DatagramSocket datagrams;
  private final ServerSocket connections;
  private final Script script;

  /** What is done about each query. */
  public interface Script {

    /** Sends any number of datagrams to who asked {@code query}. */
    void overUdp(Message query, Packets client) throws IOException, InterruptedException;

    /** The reply to {@code query} on its connection. */
    Message overTcp(Message query);
  }

  /** The way back to who asked. */
  public interface Packets {
    void send(Message reply) throws IOException;
  }

  public HostileAuthority(Script script) throws IOException {
    this.script = script;
    Sockets sockets = Sockets.open();
    datagrams = sockets.datagrams;
    connections = sockets.connections;
    datagrams.setReceiveBufferSize(1 << 20);
    Thread.ofPlatform().daemon().start(this::serveUdp);
    Thread.ofPlatform().daemon().start(this::serveTcp);
  }

  private record Sockets(DatagramSocket datagrams, ServerSocket connections) {

    /** Both on one port. */
    static Sockets open() throws IOException {
      while (true) {
        var datagrams = new DatagramSocket(0, ADDRESS);
        try {
          return new Sockets(datagrams, new ServerSocket(datagrams.getLocalPort(), 100, ADDRESS));
        } catch (BindException e) {
          datagrams.close();
        }
      }
    }
  }

  /** Settings under which every question is asked here. */
  public String iteration() {
    return "iteration: {priming: false, ipv6: false, qname-minimisation: off, do-not-query: [],"
        + " upstream-port: "
        + datagrams.getLocalPort()
        + "}\ndnssec: {validation: false}\n";
  }

  public static RootHints hints() {
    return new RootHints(List.of(new NameServer(Name.of("root."), List.of(ADDRESS))));
  }

  /** The reply that says {@code rrSet}. */
  static Message saying(Message query, RrSet rrSet, Flag... more) {
    Header header = Header.of(query.header().id(), Flag.QR, Flag.AA);
    for (Flag flag : more) {
      header = header.with(flag);
    }
    return new Message(
        header,
        Rcode.NOERROR,
        query.questions(),
        List.of(rrSet),
        List.of(),
        List.of(),
        query.edns());
  }

  /** The reply that gives the name asked for this address. */
  static Message saying(Message query, String address) {
    Rdata rdata = Rdata.of(InetAddress.ofLiteral(address).getAddress());
    return saying(query, RrSet.of(query.question().name(), RrType.A, 300, rdata));
  }

  private void serveUdp() {
    while (!datagrams.isClosed()) {
      try {
        var packet = new DatagramPacket(new byte[2048], 2048);
        datagrams.receive(packet);
        Message query = MessageDecoder.decode(packet.getData(), packet.getLength());
        SocketAddress client = packet.getSocketAddress();
        script.overUdp(query, reply -> send(reply, client));
      } catch (IOException | FormatException | InterruptedException e) {
        // Closed, or the resolver has gone.
      }
    }
  }

  private void send(Message reply, SocketAddress client) throws IOException {
    byte[] octets = MessageEncoder.encode(reply, 65_535);
    datagrams.send(new DatagramPacket(octets, octets.length, client));
  }

  private void serveTcp() {
    while (!connections.isClosed()) {
      try {
        Socket connection = connections.accept();
        Thread.startVirtualThread(() -> serve(connection));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      var in = new DataInputStream(connection.getInputStream());
      byte[] query = new byte[in.readUnsignedShort()];
      in.readFully(query);
      Message reply = script.overTcp(MessageDecoder.decode(query, query.length));
      byte[] octets = MessageEncoder.encode(reply, 65_535);
      connection.getOutputStream().write(RawClient.framed(octets));
    } catch (IOException | FormatException e) {
      // The resolver has gone.
    }
  }

  @Override
  public void close() throws IOException {
    datagrams.close();
    connections.close();
  }
}
