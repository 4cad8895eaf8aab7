package dev.xylem.daemon;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sends octets to a server and takes what comes back, over UDP and TCP. */
public final class RawClient implements AutoCloseable {
  private final InetSocketAddress server;
  private final DatagramSocket datagrams = new DatagramSocket();

  public RawClient(InetSocketAddress server) throws IOException {
    this.server = server;
    datagrams.connect(server);
  }

  /** The answer to {@code query} over UDP; null when none comes within {@code millis}. */
  public byte @Nullable [] udp(byte[] query, int millis) throws IOException {
    datagrams.setSoTimeout(millis);
    datagrams.send(new DatagramPacket(query, query.length));
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      datagrams.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  /** As {@link #udp}, over a TCP connection of its own. */
  public byte @Nullable [] tcp(byte[] query, int millis) throws IOException {
    try (var socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(framed(query));
      var in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return answer;
    } catch (SocketTimeoutException | EOFException | SocketException e) {
      return null;
    }
  }

  /** As it goes over TCP (RFC 1035 §4.2.2). */
  public static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(2 + message.length)
        .putShort((short) message.length)
        .put(message)
        .array();
  }

  @Override
  public void close() {
    datagrams.close();
  }
}
