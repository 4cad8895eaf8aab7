package dev.xylem.lab;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Transport;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.HeaderPeek;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One authoritative server on one address, over UDP and TCP. It serves tests and a demo on
 * loopback: one thread for UDP, one for each connection, and no other limits.
 */
public final class LabAuthority implements AutoCloseable {
  private static final int CLASSIC_UDP_SIZE = 512;
  private static final int IDLE_MILLISECONDS = 10_000;

  private final AuthorityAnswers answers;
  private final DatagramSocket udp;
  private final ServerSocket tcp;

  private LabAuthority(AuthorityAnswers answers, DatagramSocket udp, ServerSocket tcp) {
    this.answers = answers;
    this.udp = udp;
    this.tcp = tcp;
  }

  /** Starts a server; port 0 lets the system choose one. */
  public static LabAuthority start(AuthorityAnswers answers, InetAddress address, int port)
      throws IOException {
    var tcp = new ServerSocket();
    try {
      tcp.setReuseAddress(true);
      tcp.bind(new InetSocketAddress(address, port));
      var udp = new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort()));
      var server = new LabAuthority(answers, udp, tcp);
      Thread.ofVirtual().name("lab udp " + address).start(server::serveUdp);
      Thread.ofVirtual().name("lab tcp " + address).start(server::acceptTcp);
      return server;
    } catch (IOException e) {
      tcp.close();
      throw e;
    }
  }

  /** The port for both transports. */
  public int port() {
    return tcp.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }

  private void serveUdp() {
    byte[] buffer = new byte[MessageEncoder.MAX_MESSAGE_LENGTH];
    while (!udp.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        udp.receive(packet);
        byte[] reply = reply(buffer, packet.getLength(), Transport.UDP);
        if (reply != null) {
          udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed, or a client that is gone: the next packet has nothing to do with it.
      }
    }
  }

  private void acceptTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket client = tcp.accept();
        Thread.ofVirtual().name("lab tcp client").start(() -> serveTcp(client));
      } catch (IOException e) {
        // Closed, or a client that is gone: the next one has nothing to do with it.
      }
    }
  }

  /** Two octets of length before each message (RFC 1035 §4.2.2); many queries on one connection. */
  private void serveTcp(Socket client) {
    try (client) {
      client.setSoTimeout(IDLE_MILLISECONDS);
      client.setTcpNoDelay(true);
      var in = new DataInputStream(client.getInputStream());
      var out = new DataOutputStream(client.getOutputStream());
      while (!tcp.isClosed()) {
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] reply = reply(query, query.length, Transport.TCP);
        if (reply == null) {
          return;
        }
        byte[] framed = new byte[2 + reply.length];
        framed[0] = (byte) (reply.length >>> 8);
        framed[1] = (byte) reply.length;
        System.arraycopy(reply, 0, framed, 2, reply.length);
        out.write(framed);
        out.flush();
      }
    } catch (IOException e) {
      // The client is done, idle or gone.
    }
  }

  /** The reply to a packet; null for what must not be answered. */
  private byte @Nullable [] reply(byte[] packet, int length, Transport transport) {
    if (HeaderPeek.at(packet, length) == HeaderPeek.DROP) {
      return null;
    }
    try {
      Message query = MessageDecoder.decode(packet, length);
      Message response = answers.answer(query);
      return response == null ? null : MessageEncoder.encode(response, limit(query, transport));
    } catch (FormatException e) {
      Header header = Header.of(HeaderPeek.header(packet).id(), Flag.QR);
      Message refusal = Message.empty(header, Rcode.FORMERR, List.of());
      return MessageEncoder.encode(refusal, CLASSIC_UDP_SIZE);
    }
  }

  /** Over UDP what the client takes, up to what we send (RFC 6891 §6.2.5). */
  private static int limit(Message query, Transport transport) {
    if (transport == Transport.TCP) {
      return MessageEncoder.MAX_MESSAGE_LENGTH;
    }
    Edns edns = query.edns();
    int theirs = edns == null ? CLASSIC_UDP_SIZE : edns.udpSize();
    return Math.clamp(theirs, CLASSIC_UDP_SIZE, Edns.SAFE_UDP_SIZE);
  }
}
