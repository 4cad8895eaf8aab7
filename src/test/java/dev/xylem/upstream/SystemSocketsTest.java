package dev.xylem.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.xylem.runtime.SecureEntropy;
import dev.xylem.runtime.SystemTime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** S04, S08: what the kernel is told about our sockets, and what it lets through to them. */
@ParameterizedClass
@EnumSource(SystemSocketsTest.Kind.class)
@Timeout(30)
class SystemSocketsTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("127.0.0.9");
  private static final int INET = 2;
  private static final int RAW = 3;
  private static final int ICMP = 1;
  private static final int IPPROTO_IP = 0;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int PMTUDISC_DO = 2;

  private final SystemSockets sockets;

  /** Whose sockets. */
  enum Kind {
    JDK,
    BEST
  }

  SystemSocketsTest(Kind kind) {
    sockets =
        kind == Kind.JDK
            ? new SystemSockets(new SecureEntropy(), null)
            : new SystemSockets(new SecureEntropy());
  }

  @Test
  void s04S08SocketsAreConnectedAndSendNoFragments() throws Throwable {
    var server = new InetSocketAddress(LOOPBACK, 5300);
    try (Sockets.Datagrams datagrams = sockets.datagrams(server)) {
      Object inner = valueOf(datagrams, "socket");
      if (inner instanceof DatagramSocket socket) {
        assertEquals(server, socket.getRemoteSocketAddress());
        assumeTrue(socket.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT));
        assertTrue(socket.getOption(ExtendedSocketOptions.IP_DONTFRAGMENT));
      } else {
        int descriptor = (int) valueOf(inner, "descriptor");
        assertEquals(PMTUDISC_DO, option(descriptor, IPPROTO_IP, IP_MTU_DISCOVER));
        assertEquals(server.getPort(), portOfPeer(descriptor));
      }
    }
  }

  /** The kernel's own sockets tell nobody their descriptor. */
  private static Object valueOf(Object object, String name) throws ReflectiveOperationException {
    Field field = object.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return Objects.requireNonNull(field.get(object));
  }

  private static int option(int descriptor, int level, int name) throws Throwable {
    var integer = ValueLayout.JAVA_INT;
    var pointer = ValueLayout.ADDRESS;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(integer);
      MemorySegment length = arena.allocateFrom(integer, 4);
      var getsockopt = FunctionDescriptor.of(integer, integer, integer, integer, pointer, pointer);
      assertEquals(
          0,
          call("getsockopt", getsockopt)
              .invokeWithArguments(descriptor, level, name, value, length));
      return value.get(integer, 0);
    }
  }

  private static int portOfPeer(int descriptor) throws Throwable {
    var integer = ValueLayout.JAVA_INT;
    var pointer = ValueLayout.ADDRESS;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment peer = arena.allocate(16);
      MemorySegment length = arena.allocateFrom(integer, 16);
      var getpeername = FunctionDescriptor.of(integer, integer, pointer, pointer);
      assertEquals(
          0, call("getpeername", getpeername).invokeWithArguments(descriptor, peer, length));
      return (peer.get(ValueLayout.JAVA_BYTE, 2) & 0xFF) << 8
          | peer.get(ValueLayout.JAVA_BYTE, 3) & 0xFF;
    }
  }

  @Test
  void s04AnIcmpMessageAboutAnotherServerChangesNothing() throws Exception {
    assertInstanceOf(Reply.Received.class, askWhileIcmpComesAbout(STRANGER));
  }

  /** Else the test above would prove nothing: its messages might never arrive. */
  @Test
  void s04AnIcmpMessageAboutTheServerItselfEndsTheExchange() throws Exception {
    assertInstanceOf(Reply.Unreachable.class, askWhileIcmpComesAbout(LOOPBACK));
  }

  @Test
  void waitingEndsWhenItsTimeIsOverOrItsThreadIsInterrupted() throws Exception {
    try (var silent = new DatagramSocket(0, LOOPBACK)) {
      var server = new InetSocketAddress(LOOPBACK, silent.getLocalPort());
      Thread waiting =
          Thread.startVirtualThread(() -> {
            try (Sockets.Datagrams socket = sockets.datagrams(server)) {
              socket.send(new byte[12]);
              long begin = System.nanoTime();
              assertNull(socket.receive(512, 50_000_000));
              long took = System.nanoTime() - begin;
              assertTrue(took >= 50_000_000 && took < 5_000_000_000L, took + " ns");
              assertThrows(IOException.class, () -> socket.receive(512, 1L << 60));
              assertTrue(Thread.currentThread().isInterrupted());
              failure = null;
            } catch (IOException | AssertionError e) {
              failure = e;
            }
          });
      Thread.sleep(500);
      waiting.interrupt();
      waiting.join();
      assertNull(failure);
    }
  }

  private volatile @Nullable Throwable failure = new AssertionError("did not get to its end");

  private Reply askWhileIcmpComesAbout(InetAddress remote) throws Exception {
    try (var server = new DatagramSocket(0, LOOPBACK)) {
      server.setSoTimeout(5000);
      var address = new InetSocketAddress(LOOPBACK, server.getLocalPort());
      Reply[] reply = new Reply[1];
      Thread client =
          Thread.ofPlatform()
              .start(() ->
                  reply[0] =
                      new UdpExchange(sockets, new SystemTime())
                          .ask(address, Replies.QUERY, 5_000_000_000L));
      var query = new DatagramPacket(new byte[2048], 2048);
      server.receive(query);
      var about = new InetSocketAddress(remote, server.getLocalPort());
      boolean sent = sendPortUnreachable(query.getPort(), about);
      Thread.sleep(50);
      byte[] right = Replies.right();
      server.send(new DatagramPacket(right, right.length, query.getSocketAddress()));
      client.join();
      assumeTrue(sent, "raw sockets need CAP_NET_RAW");
      return reply[0];
    }
  }

  /** Says that a packet from {@code port} here to {@code remote} found nobody (RFC 792). */
  private static boolean sendPortUnreachable(int port, InetSocketAddress remote) throws Exception {
    ByteBuffer icmp = ByteBuffer.allocate(8 + 20 + 8);
    icmp.put((byte) 3).put((byte) 3).putShort((short) 0).putInt(0);
    icmp.putShort((short) 0x4500).putShort((short) 28).putInt(0);
    icmp.put((byte) 64).put((byte) 17).putShort((short) 0);
    icmp.put(LOOPBACK.getAddress()).put(remote.getAddress().getAddress());
    icmp.putShort((short) port).putShort((short) remote.getPort()).putInt(8 << 16);
    int sum = 0;
    for (int i = 0; i < icmp.capacity(); i += 2) {
      sum += icmp.getShort(i) & 0xFFFF;
    }
    icmp.putShort(2, (short) ~((sum >> 16) + sum));
    return sendRaw(icmp.array());
  }

  /** Sends an ICMP message to this machine; false when that is not allowed. */
  private static boolean sendRaw(byte[] message) throws Exception {
    var integer = ValueLayout.JAVA_INT;
    var size = ValueLayout.JAVA_LONG;
    var pointer = ValueLayout.ADDRESS;
    try (Arena arena = Arena.ofConfined()) {
      int socket =
          (int)
              call("socket", FunctionDescriptor.of(integer, integer, integer, integer))
                  .invokeWithArguments(INET, RAW, ICMP);
      if (socket < 0) {
        return false;
      }
      MemorySegment octets = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
      MemorySegment target = arena.allocate(16);
      target.set(ValueLayout.JAVA_SHORT, 0, (short) INET);
      target.asSlice(4).copyFrom(MemorySegment.ofArray(LOOPBACK.getAddress()));
      var sendto = FunctionDescriptor.of(size, integer, pointer, size, integer, pointer, integer);
      long sent =
          (long)
              call("sendto", sendto)
                  .invokeWithArguments(socket, octets, (long) message.length, 0, target, 16);
      call("close", FunctionDescriptor.of(integer, integer)).invokeWithArguments(socket);
      assertNotEquals(-1, sent);
      return true;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle call(String function, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(function).orElseThrow(), descriptor);
  }
}
