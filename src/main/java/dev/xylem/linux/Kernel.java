package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The system calls, and the numbers of Linux that go with them. */
@SuppressWarnings("restricted") // Calling the C library is what this class is for.
public final class Kernel {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;

  /** Child processes, should there ever be any, get none of our sockets. */
  static final int SOCK_CLOEXEC = 0x80000;

  static final int SOCK_NONBLOCK = 0x800;

  static final int F_SETFL = 4;
  static final int O_RDWR = 2;
  static final int O_NONBLOCK = 0x800;
  static final int SOL_SOCKET = 1;
  static final int SO_TYPE = 3;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_REUSEPORT = 15;
  static final int SO_RCVTIMEO = 20;
  static final int SO_SNDTIMEO = 21;
  static final int IPPROTO_IP = 0;
  static final int IPPROTO_IPV6 = 41;
  static final int IP_MTU_DISCOVER = 10;
  static final int IPV6_MTU_DISCOVER = 23;
  static final int IPV6_V6ONLY = 26;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_WAITFORONE = 0x10000;
  static final int SHUT_RD = 0;
  static final int EPOLL_CLOEXEC = 0x80000;
  static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
  static final int EPOLL_ADD = 1;
  static final int EPOLL_MOD = 3;
  static final int EPOLLIN = 1;
  static final int EPOLLONESHOT = 1 << 30;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int EADDRINUSE = 98;
  static final int ECONNREFUSED = 111;

  /** Where {@code errno} is kept after a call. */
  static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle BIND = call("bind", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle SETSOCKOPT =
      call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle GETSOCKOPT =
      call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle GETSOCKNAME = call("getsockname", JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle SENDTO =
      sized("sendto", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle SHUTDOWN = call("shutdown", JAVA_INT, JAVA_INT);

  /** {@code fcntl} with a number as its third parameter. */
  static final MethodHandle FCNTL = call("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT);

  static final MethodHandle DUP = call("dup", JAVA_INT);
  static final MethodHandle CLOSE = call("close", JAVA_INT);
  static final MethodHandle POLL = call("poll", ADDRESS, JAVA_LONG, JAVA_INT);
  static final MethodHandle RECVMMSG =
      call("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  static final MethodHandle CONNECT = call("connect", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle SEND = sized("send", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  static final MethodHandle RECV = sized("recv", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  static final MethodHandle READ = sized("read", JAVA_INT, ADDRESS, JAVA_LONG);
  static final MethodHandle WRITE = sized("write", JAVA_INT, ADDRESS, JAVA_LONG);
  static final MethodHandle EPOLL_CREATE1 = call("epoll_create1", JAVA_INT);
  static final MethodHandle EVENTFD = call("eventfd", JAVA_INT, JAVA_INT);
  static final MethodHandle EPOLL_CTL = call("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  static final MethodHandle EPOLL_WAIT = call("epoll_wait", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle SENDMMSG = call("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

  private Kernel() {}

  /** Whether this is a system that the numbers here are right for. */
  public static boolean isAvailable() {
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean known = machine.equals("amd64") || machine.equals("aarch64");
    return known && System.getProperty("os.name", "").equals("Linux");
  }

  /** A call that returns a number, negative when it failed; {@code errno} is captured. */
  private static MethodHandle call(String name, MemoryLayout... parameters) {
    return call(name, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  /** As {@link #call}, for those that return how many octets. */
  private static MethodHandle sized(String name, MemoryLayout... parameters) {
    return call(name, FunctionDescriptor.of(JAVA_LONG, parameters));
  }

  private static MethodHandle call(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    MemorySegment function = linker.defaultLookup().findOrThrow(name);
    return linker.downcallHandle(function, descriptor, Linker.Option.captureCallState("errno"));
  }

  /** A call whose parameters from the one with index {@code variadic} on are "...". */
  private static MethodHandle call(String name, int variadic, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, parameters),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(variadic));
  }

  static int errno(MemorySegment callState) {
    return (int) ERRNO.get(callState, 0L);
  }

  /** What {@code errno} means, as far as an operator can do something about it. */
  static IOException failure(String call, int errno) {
    String meaning =
        switch (errno) {
          case 1, 13 -> "Permission denied";
          case 98 -> "Address already in use";
          case 99 -> "Cannot assign requested address";
          case 97 -> "Address family not supported";
          default -> "error " + errno;
        };
    return new IOException(call + "(..) failed: " + meaning);
  }

  /** What a method handle throws cannot be anything we would have to deal with. */
  static IllegalStateException unexpected(@Nullable Throwable thrown) {
    return new IllegalStateException("a system call threw", thrown);
  }
}
