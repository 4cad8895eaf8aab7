package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Memory for a number of datagrams that are received with one system call, and for the answers to
 * them, which are sent with another. For one thread at a time.
 *
 * <p>Both ways there is an array of {@code mmsghdr}. The answer in place k goes to whoever sent
 * what it answers: its header points to where the kernel wrote that address, which is never copied.
 */
public final class Batch implements AutoCloseable {
  /** Octets taken of one datagram; a longer one is cut. */
  public static final int MOST_OCTETS = 2048;

  /** Octets of one answer; UDP answers have at most 4096 by the settings. */
  private static final int ANSWER_OCTETS = 4096;

  // struct mmsghdr { struct msghdr { name, namelen, iov, iovlen, control, controllen, flags }, len
  // }
  private static final int HEADER = 64;
  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int VECTOR = 16;
  private static final int VECTORS = 24;
  private static final int RECEIVED = 56;

  private static final int VECTOR_OCTETS = 16;
  private static final int NAME_OCTETS = 32;

  private static final ValueLayout.OfShort PORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /** Clients whose addresses are remembered as objects; a power of two. */
  private static final int REMEMBERED = 1024;

  private record Client(long high, long low, InetAddress address) {}

  private final Arena arena = Arena.ofShared();
  private final int size;
  private final MemorySegment callState = arena.allocate(Kernel.CALL_STATE);
  private final MemorySegment names;
  private final MemorySegment queries;
  private final MemorySegment queryHeaders;
  private final MemorySegment answers;
  private final MemorySegment answerVectors;
  private final MemorySegment answerHeaders;
  private final @Nullable Client[] clients = new Client[REMEMBERED];
  private int answered;

  /** Memory for {@code size} datagrams. */
  public Batch(int size) {
    this.size = size;
    names = arena.allocate((long) size * NAME_OCTETS, 64);
    queries = arena.allocate((long) size * MOST_OCTETS, 64);
    queryHeaders = arena.allocate((long) size * HEADER, 64);
    answers = arena.allocate((long) size * ANSWER_OCTETS, 64);
    answerVectors = arena.allocate((long) size * VECTOR_OCTETS, 64);
    answerHeaders = arena.allocate((long) size * HEADER, 64);
    MemorySegment queryVectors = arena.allocate((long) size * VECTOR_OCTETS, 64);
    for (long i = 0; i < size; i++) {
      connect(queryHeaders, queryVectors, queries.asSlice(i * MOST_OCTETS, MOST_OCTETS), i);
      connect(answerHeaders, answerVectors, answers.asSlice(i * ANSWER_OCTETS, ANSWER_OCTETS), i);
    }
  }

  private void connect(
      MemorySegment headers, MemorySegment vectors, MemorySegment octets, long place) {
    long vector = place * VECTOR_OCTETS;
    vectors.set(ADDRESS, vector, octets);
    vectors.set(JAVA_LONG, vector + 8, octets.byteSize());
    long header = place * HEADER;
    headers.set(ADDRESS, header + NAME, names.asSlice(place * NAME_OCTETS, NAME_OCTETS));
    headers.set(JAVA_INT, header + NAME_LENGTH, UdpSocket.ADDRESS_OCTETS);
    headers.set(ADDRESS, header + VECTOR, vectors.asSlice(vector, VECTOR_OCTETS));
    headers.set(JAVA_LONG, header + VECTORS, 1);
  }

  /**
   * Receives as many datagrams as there are and fit, waiting for the first; returns how many, 0
   * when something else has ended the waiting.
   */
  public int receive(UdpSocket socket) throws IOException {
    return receive(socket, Kernel.MSG_WAITFORONE);
  }

  /** As the other, without waiting. */
  public int receiveNow(UdpSocket socket) throws IOException {
    return receive(socket, Kernel.MSG_DONTWAIT);
  }

  private int receive(UdpSocket socket, int flags) throws IOException {
    for (int i = 0; i < size; i++) {
      queryHeaders.set(JAVA_INT, (long) i * HEADER + NAME_LENGTH, UdpSocket.ADDRESS_OCTETS);
    }
    answered = 0;
    int taken =
        Kernel.RECVMMSG.with(callState, socket.descriptor(), queryHeaders.address(), size, flags);
    if (taken >= 0) {
      return taken;
    }
    int errno = Kernel.errno(callState);
    if (errno == Kernel.EAGAIN || errno == Kernel.EINTR) {
      return 0;
    }
    throw Kernel.failure("recvmmsg", errno);
  }

  /** Octets of the datagram in {@code place}. */
  public int length(int place) {
    return queryHeaders.get(JAVA_INT, (long) place * HEADER + RECEIVED);
  }

  /** Copies the datagram in {@code place} to {@code target}, which has room for it. */
  public void copyTo(byte[] target, int place) {
    long from = (long) place * MOST_OCTETS;
    MemorySegment.copy(queries, JAVA_BYTE, from, target, 0, length(place));
  }

  /** The port from which the datagram in {@code place} came. */
  public int port(int place) {
    return names.get(PORT, (long) place * NAME_OCTETS + 2) & 0xFFFF;
  }

  /** The address from which the datagram in {@code place} came; one seen lately costs no object. */
  public InetAddress client(int place) {
    long at = (long) place * NAME_OCTETS;
    boolean ipv4 = names.get(ValueLayout.JAVA_SHORT, at) == Kernel.AF_INET;
    if (!ipv4 && names.get(JAVA_INT, at + 24) != 0) {
      return UdpSocket.address(false, names, at); // Link-local: the same number on several links.
    }
    long high = ipv4 ? 0 : names.get(LONG, at + 8);
    long low = ipv4 ? names.get(JAVA_INT, at + 4) : names.get(LONG, at + 16);
    long mixed = (high * 31 + low) * 0x9E3779B97F4A7C15L;
    int index = (int) (mixed >>> 32) & REMEMBERED - 1;
    Client client = clients[index];
    boolean known =
        client != null
            && client.high == high
            && client.low == low
            && client.address instanceof java.net.Inet4Address == ipv4;
    if (client == null || !known) {
      client = new Client(high, low, UdpSocket.address(ipv4, names, at));
      clients[index] = client;
    }
    return client.address;
  }

  /** Puts an answer to the datagram in {@code place} with the others to be sent. */
  public void answer(int place, byte[] octets, int length) {
    MemorySegment.copy(octets, 0, answers, JAVA_BYTE, (long) answered * ANSWER_OCTETS, length);
    answerVectors.set(JAVA_LONG, (long) answered * VECTOR_OCTETS + 8, length);
    long header = (long) answered * HEADER;
    long name = names.address() + (long) place * NAME_OCTETS;
    answerHeaders.set(JAVA_LONG, header + NAME, name);
    int nameLength = queryHeaders.get(JAVA_INT, (long) place * HEADER + NAME_LENGTH);
    answerHeaders.set(JAVA_INT, header + NAME_LENGTH, nameLength);
    answered++;
  }

  /**
   * Sends all answers. When the socket's buffer is full, the rest is as good as lost on the way.
   *
   * @throws IOException the first refusal of the kernel; answers behind it are sent all the same
   */
  public void send(UdpSocket socket) throws IOException {
    int refused = 0;
    int sent = 0;
    while (sent < answered) {
      long headers = answerHeaders.address() + (long) sent * HEADER;
      int now =
          Kernel.SENDMMSG.with(
              callState, socket.descriptor(), headers, answered - sent, Kernel.MSG_DONTWAIT);
      int errno = now < 0 ? Kernel.errno(callState) : 0;
      if (errno == Kernel.EAGAIN) {
        break;
      }
      refused = errno != 0 && errno != Kernel.EINTR && refused == 0 ? errno : refused;
      sent += now > 0 ? now : errno == Kernel.EINTR ? 0 : 1;
    }
    answered = 0;
    if (refused != 0) {
      throw Kernel.failure("sendmmsg", refused);
    }
  }

  /** Sends one datagram that answers nothing in here. */
  void send(UdpSocket socket, byte[] datagram, InetSocketAddress client) throws IOException {
    answered = 0;
    int length = UdpSocket.write(client, names.asSlice(0, UdpSocket.ADDRESS_OCTETS));
    queryHeaders.set(JAVA_INT, NAME_LENGTH, length);
    answer(0, datagram, datagram.length);
    send(socket);
  }

  @Override
  public void close() {
    arena.close();
  }
}
