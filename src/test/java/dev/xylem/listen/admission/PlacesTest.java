package dev.xylem.listen.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.listen.admission.Places.Admission;
import dev.xylem.listen.admission.Places.Place;
import dev.xylem.listen.admission.Places.Refusal;
import dev.xylem.runtime.TimeSource;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S40, S43b: who gets a place, and who gives way. */
class PlacesTest {
  private long millis;
  private final TimeSource time =
      new TimeSource() {
        @Override
        public long nanos() {
          return millis * 1_000_000;
        }

        @Override
        public long epochSeconds() {
          return millis / 1000;
        }

        @Override
        public void sleep(long nanos) {}
      };

  @AfterEach
  void forgetInterruption() {
    Thread.interrupted();
  }

  @Test
  void aClientHasNoMoreThanItsShare() {
    var places = new Places(10, 3, time);
    List<Place> mine = take(places, "192.0.2.1", 3);
    assertEquals(Refusal.CLIENT_HAS_ALL_ITS_PLACES, take(places, "192.0.2.1"));
    assertInstanceOf(Place.class, take(places, "192.0.2.2"));
    mine.getFirst().leave();
    mine.getFirst().leave();
    assertInstanceOf(Place.class, take(places, "192.0.2.1"));
    assertEquals(Refusal.CLIENT_HAS_ALL_ITS_PLACES, take(places, "192.0.2.1"));
  }

  @Test
  void anIpv6ClientIsAWholeSlash64() {
    var places = new Places(10, 2, time);
    take(places, "2001:db8::1", 1);
    take(places, "2001:db8::ffff:0:1", 1);
    assertEquals(Refusal.CLIENT_HAS_ALL_ITS_PLACES, take(places, "2001:db8::2"));
    assertInstanceOf(Place.class, take(places, "2001:db8:0:1::2"));
  }

  @Test
  void theOldestQueryOfWhoHasMostGivesWay() {
    var places = new Places(10, 9, time);
    Place honest = take(places, "192.0.2.1", 1).getFirst();
    List<Place> greedy = take(places, "192.0.2.66", 9);
    honest.occupy();
    assertEquals(Refusal.ALL_TAKEN, take(places, "192.0.2.2"), "nobody has had its time");
    millis += 200;
    greedy.getFirst().occupy();
    assertFalse(Thread.currentThread().isInterrupted());
    assertInstanceOf(Place.class, take(places, "192.0.2.2"));
    assertTrue(Thread.interrupted(), "the greedy client's oldest query is told");
    // The greedy client cannot take back what it had from others, only from itself.
    assertInstanceOf(Place.class, take(places, "192.0.2.66"));
    for (int i = 3; i < 10; i++) {
      assertInstanceOf(Place.class, take(places, "192.0.2." + i), "newcomer " + i);
    }
    assertFalse(Thread.interrupted(), "the honest query was never told to go");
  }

  @Test
  void whoIsToldToGoBeforeItBeginsGoesAtOnce() {
    var places = new Places(2, 2, time);
    List<Place> greedy = take(places, "192.0.2.66", 2);
    millis += 200;
    assertInstanceOf(Place.class, take(places, "192.0.2.1"));
    greedy.getFirst().occupy();
    assertTrue(Thread.interrupted());
    greedy.getFirst().leave();
    assertEquals(Refusal.ALL_TAKEN, take(places, "192.0.2.1"), "its place was free already");
  }

  @Test
  void aFloodFromManyAddressesLeavesTheEarlierHalfAlone() {
    var places = new Places(100, 100, time);
    List<Place> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.addAll(take(places, "10.0.0." + i, 1));
    }
    all.subList(0, 50).forEach(Place::occupy);
    millis += 1000;
    for (int i = 0; i < 50; i++) {
      assertInstanceOf(Place.class, take(places, "10.0.1." + i));
    }
    assertEquals(Refusal.ALL_TAKEN, take(places, "10.0.2.1"), "the newcomers get their time, too");
    assertEquals(Refusal.ALL_TAKEN, take(places, "10.0.0.3"), "one that has a place gets none");
    assertFalse(Thread.interrupted());
  }

  @Test
  void noPlaceIsLost() {
    var places = new Places(7, 5, time);
    List<Place> held = new ArrayList<>();
    var random = new java.util.Random(40);
    for (int i = 0; i < 100_000; i++) {
      millis += random.nextInt(100);
      if (random.nextBoolean() && !held.isEmpty()) {
        held.remove(random.nextInt(held.size())).leave();
      } else if (take(places, "192.0.2." + random.nextInt(4)) instanceof Place place) {
        held.add(place);
      }
    }
    held.forEach(Place::leave);
    take(places, "192.0.2.1", 5);
    take(places, "192.0.2.2", 2);
    assertEquals(Refusal.ALL_TAKEN, take(places, "192.0.2.2"));
  }

  @Test
  void s41NoClientGetsMoreThanItsAnswersInAnyWindow() {
    var pace = new ReplyPace(500, time);
    InetAddress client = InetAddress.ofLiteral("192.0.2.1");
    List<Long> sentAt = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      millis = i / 100;
      long delay = pace.delay(client, Long.MAX_VALUE);
      sentAt.add(time.nanos() + delay);
      assertEquals(0, pace.delay(InetAddress.ofLiteral("10.0." + i / 250 + "." + i % 250), 0));
    }
    for (int i = 500; i < sentAt.size(); i++) {
      assertTrue(sentAt.get(i) - sentAt.get(i - 500) >= 100_000_000L, "answer " + i);
    }
    assertEquals(-1, pace.delay(client, 1_000_000_000L), "it would have to wait longer");
  }

  private static Admission take(Places places, String client) {
    return places.take(InetAddress.ofLiteral(client));
  }

  private static List<Place> take(Places places, String client, int count) {
    List<Place> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(assertInstanceOf(Place.class, take(places, client)));
    }
    return taken;
  }
}
