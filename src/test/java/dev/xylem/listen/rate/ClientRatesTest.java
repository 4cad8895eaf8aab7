package dev.xylem.listen.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.IpPrefix;
import dev.xylem.runtime.FakeClock;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
  private static final long MILLISECOND = 1_000_000;

  private final FakeClock clock = new FakeClock(-5_000_000_000L);

  @Test
  void asManyAsInASecondAtOnceThenThatManyASecond() {
    ClientRates rates = rates(50);
    long cells = rates.cellsOf(prefix(1));
    assertEquals(50, admitted(rates, cells, 1000));
    clock.sleep(19 * MILLISECOND);
    assertFalse(rates.admit(cells));
    clock.sleep(MILLISECOND);
    assertTrue(rates.admit(cells));
    assertFalse(rates.admit(cells));
    // Nothing is saved beyond a second's worth, and what was refused costs nothing later.
    clock.sleep(3_600_000 * MILLISECOND);
    assertEquals(50, admitted(rates, cells, 1000));
    int inTenSeconds = 0;
    for (int i = 0; i < 10_000; i++) {
      clock.sleep(MILLISECOND);
      inTenSeconds += rates.admit(cells) ? 1 : 0;
    }
    assertEquals(500, inTenSeconds);
  }

  @Test
  void anotherPrefixIsNotConcerned() {
    ClientRates rates = rates(10);
    assertEquals(10, admitted(rates, rates.cellsOf(prefix(1)), 100));
    assertEquals(10, admitted(rates, rates.cellsOf(prefix(2)), 100));
    assertEquals(10, admitted(rates, rates.cellsOf(IpPrefix.of("2001:db8::/56")), 100));
    assertEquals(10, admitted(rates, rates.cellsOf(IpPrefix.of("2001:db8:0:100::/56")), 100));
    assertFalse(rates.admit(rates.cellsOf(prefix(1))));
  }

  /** The bound that {@link ClientRates} states: 0.5 % for 20,000; in one row it would be 26 %. */
  @Test
  void manyWhoAskAtTheirLimitAreInNobodysWay() {
    ClientRates rates = rates(5);
    int attackers = 20_000;
    for (int i = 0; i < attackers; i++) {
      long cells = rates.cellsOf(prefix(i));
      admitted(rates, cells, 6);
    }
    int honest = 20_000;
    int limited = 0;
    for (int i = 0; i < honest; i++) {
      limited += rates.admit(rates.cellsOf(prefix(attackers + i))) ? 0 : 1;
    }
    assertTrue(limited < honest / 100, limited + " of " + honest);
  }

  /** As many threads as a server has event loops: the limit holds but for a query each. */
  @Test
  void threadsShareOneLimit() throws InterruptedException {
    ClientRates rates = rates(1000);
    long cells = rates.cellsOf(prefix(1));
    var admitted = new AtomicInteger();
    var go = new CountDownLatch(1);
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  go.await();
                  admitted.addAndGet(admitted(rates, cells, 5000));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(admitted.get() >= 1000, admitted + " admitted");
    assertTrue(admitted.get() <= 2000, admitted + " admitted");
  }

  private ClientRates rates(int perSecond) {
    return new ClientRates(perSecond, clock, new Random(1)::nextInt);
  }

  private static int admitted(ClientRates rates, long cells, int asked) {
    int admitted = 0;
    for (int i = 0; i < asked; i++) {
      admitted += rates.admit(cells) ? 1 : 0;
    }
    return admitted;
  }

  private static IpPrefix prefix(int number) {
    return new IpPrefix(0, 0xFFFF_0A00_0000L + ((long) number << 8), 96 + 24);
  }
}
