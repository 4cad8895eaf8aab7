package dev.xylem.cache.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.FakeClock;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is concluded from what servers do, and for how long. */
class ServerCacheTest {
  private final FakeClock clock = new FakeClock(TimeUnit.DAYS.toNanos(1));
  private final ServerCache servers = new ServerCache(1 << 20, clock);

  private static InetSocketAddress server(String address) {
    return new InetSocketAddress(IpPrefix.address(address), 53);
  }

  @Test
  void threeServersWithoutRouteMeanThatTheFamilyIsDown() {
    InetSocketAddress any = server("2001:db8::9");
    for (int i = 0; i < 5; i++) {
      servers.unreachable(server("2001:db8::1"));
      servers.unreachable(server("2001:db8::2"));
    }
    assertFalse(servers.isFamilyDown(any), "two servers, however often");
    servers.unreachable(server("2001:db8::3"));
    assertTrue(servers.isFamilyDown(any));
    assertFalse(servers.isFamilyDown(server("192.0.2.1")), "the other family");
    clock.pass(31);
    assertFalse(servers.isFamilyDown(any), "after a while it is tried again");
  }

  /** Else an attacker with three closed ports could switch off a family. */
  @Test
  void closedPortsSayThatTheFamilyIsUp() {
    for (int i = 1; i <= 9; i++) {
      servers.refused(server("192.0.2." + i));
    }
    assertFalse(servers.isFamilyDown(server("192.0.2.1")));
    assertTrue(
        servers.of(server("192.0.2.1")).silence(RrType.A).isDown(clock.nanos()),
        "the server itself is left alone");
  }

  @Test
  void silenceIsForgottenInTheEnd() {
    InetSocketAddress silent = server("192.0.2.1");
    for (int i = 0; i < 3; i++) {
      servers.silent(silent, RrType.A);
    }
    servers.aboutToAsk(silent, RrType.A);
    assertTrue(servers.of(silent).silence(RrType.A).isBeingProbed(clock.nanos()));
    clock.pass(6 * 60);
    servers.aboutToAsk(silent, RrType.A);
    assertFalse(
        servers.of(silent).silence(RrType.A).isBeingProbed(clock.nanos()),
        "anybody may ask it now");
    servers.silent(silent, RrType.A);
    assertFalse(
        servers.of(silent).silence(RrType.A).isDown(clock.nanos()), "one silence is no reason");
  }

  /** Late replies are not seen: without more patience a server that moved away would be lost. */
  @Test
  void aServerThatMovedAwayIsWaitedForLonger() {
    InetSocketAddress server = server("192.0.2.1");
    for (int i = 0; i < 10; i++) {
      servers.replied(server, RrType.A, TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertTrue(servers.of(server).timeout(RrType.A) < TimeUnit.MILLISECONDS.toNanos(100));
    for (int i = 0; i < 3; i++) {
      servers.silent(server, RrType.A);
    }
    assertTrue(servers.of(server).timeout(RrType.A) >= TimeUnit.MILLISECONDS.toNanos(400));
    for (int i = 0; i < 70; i++) {
      servers.silent(server, RrType.A);
    }
    assertEquals(TimeUnit.SECONDS.toNanos(1), servers.of(server).timeout(RrType.A));
  }
}
