package dev.xylem.daemon;

import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
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
import java.util.List;
import java.util.function.Consumer;

/** An authority on loopback for every name there is: each has the address 192.0.2.1. */
final class FakeAuthority implements AutoCloseable {
  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));

  private final Consumer<DatagramPacket> witness;

  FakeAuthority() throws IOException {
    this(_ -> {});
  }

  /** Shows every query to {@code witness}. */
  FakeAuthority(Consumer<DatagramPacket> witness) throws IOException {
    this.witness = witness;
    socket.setReceiveBufferSize(1 << 20);
    Thread.ofPlatform().daemon().start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    var packet = new DatagramPacket(new byte[2048], 2048);
    while (!socket.isClosed()) {
      try {
        packet.setLength(2048);
        socket.receive(packet);
        witness.accept(packet);
        byte[] reply = reply(MessageDecoder.decode(packet.getData(), packet.getLength()));
        socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      } catch (IOException | FormatException e) {
        // Closed, or the resolver has gone.
      }
    }
  }

  private static byte[] reply(Message query) {
    Rdata address = Rdata.of(new byte[] {(byte) 192, 0, 2, 1});
    List<RrSet> answer =
        query.question().type().equals(RrType.A)
            ? List.of(RrSet.of(query.question().name(), RrType.A, 60, address))
            : List.of();
    Header header = Header.of(query.header().id(), Flag.QR, Flag.AA);
    var reply =
        new Message(
            header, Rcode.NOERROR, query.questions(), answer, List.of(), List.of(), query.edns());
    return MessageEncoder.encode(reply, 1232);
  }

  @Override
  public void close() {
    socket.close();
  }
}
