package dev.xylem.linux;

import java.io.IOException;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/** The system calls, and the numbers of Linux that go with them. */
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
  static final int SCHED_BATCH = 3;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int EADDRINUSE = 98;
  static final int ECONNREFUSED = 111;

  /** Where {@code errno} is kept after a call. */
  static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();

  // Not as a VarHandle of the layout: putting that together takes longer than all calls of a start.
  private static final long ERRNO_AT =
      CALL_STATE.byteOffset(StructLayout.PathElement.groupElement("errno"));

  static final Call SOCKET = Call.to("socket");
  static final Call BIND = Call.to("bind");
  static final Call SETSOCKOPT = Call.to("setsockopt");
  static final Call GETSOCKOPT = Call.to("getsockopt");
  static final Call GETSOCKNAME = Call.to("getsockname");
  static final Call FCNTL = Call.to("fcntl");
  static final Call GETRLIMIT = Call.to("getrlimit");
  static final Call DUP = Call.to("dup");
  static final Call SHUTDOWN = Call.to("shutdown");
  static final Call CLOSE = Call.to("close");
  static final Call RECVMMSG = Call.to("recvmmsg");
  static final Call SENDMMSG = Call.to("sendmmsg");
  static final Call CONNECT = Call.to("connect");
  static final Call SEND = Call.to("send");
  static final Call RECV = Call.to("recv");
  static final Call READ = Call.to("read");
  static final Call WRITE = Call.to("write");
  static final Call EPOLL_CREATE1 = Call.to("epoll_create1");
  static final Call EVENTFD = Call.to("eventfd");
  static final Call EPOLL_CTL = Call.to("epoll_ctl");
  static final Call EPOLL_WAIT = Call.to("epoll_wait");
  static final Call SCHED_SETSCHEDULER = Call.to("sched_setscheduler");

  private Kernel() {}

  /** Whether this is a system that the numbers here are right for. */
  public static boolean isAvailable() {
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean known = machine.equals("amd64") || machine.equals("aarch64");
    return known && System.getProperty("os.name", "").equals("Linux");
  }

  static int errno(MemorySegment callState) {
    return callState.get(ValueLayout.JAVA_INT, ERRNO_AT);
  }

  /** What {@code errno} means, as far as an operator can do something about it. */
  static IOException failure(String call, int errno) {
    String meaning =
        switch (errno) {
          case 23, 24 -> "Too many open files";
          case 12, 105 -> "No memory left";
          case 1, 13 -> "Permission denied";
          case 98 -> "Address already in use";
          case 99 -> "Cannot assign requested address";
          case 97 -> "Address family not supported";
          default -> "error " + errno;
        };
    String message = call + "(..) failed: " + meaning;
    return switch (errno) {
      case 12, 23, 24, 105 -> new NoSocketException(message);
      default -> new IOException(message);
    };
  }
}
