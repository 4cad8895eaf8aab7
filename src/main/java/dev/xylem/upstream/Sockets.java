package dev.xylem.upstream;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that exchanges use. The machine's own are {@link SystemSockets}; the simulation has
 * others, so that the same code judges what arrives there.
 */
public interface Sockets {

  /**
   * A datagram socket that sends to {@code server} and receives from it only.
   *
   * @throws dev.xylem.linux.NoSocketException when there is none to be had
   */
  Datagrams datagrams(InetSocketAddress server) throws IOException;

  /**
   * A connection to {@code server}.
   *
   * @throws java.net.SocketTimeoutException when it takes more than {@code nanos} nanoseconds
   * @throws dev.xylem.linux.NoSocketException when there is no socket to be had
   */
  Connection connect(InetSocketAddress server, long nanos) throws IOException;

  /** A datagram socket. */
  interface Datagrams extends AutoCloseable {

    void send(byte[] packet) throws IOException;

    /**
     * Waits up to {@code nanos} nanoseconds for a datagram; returns it, cut to {@code most} octets,
     * or null when the time is over. The array is the caller's own.
     */
    byte @Nullable [] receive(int most, long nanos) throws IOException;

    @Override
    void close();
  }

  /** A TCP connection. */
  interface Connection extends AutoCloseable {

    void write(byte[] octets) throws IOException;

    /**
     * Reads between one and {@code length} octets; returns how many, or -1 at the end.
     *
     * @throws java.net.SocketTimeoutException when it takes more than {@code nanos} nanoseconds
     */
    int read(byte[] target, int offset, int length, long nanos) throws IOException;

    @Override
    void close();
  }
}
