package dev.xylem.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import org.junit.jupiter.api.Test;

/** A wall clock that is wrong makes names fail as long as it is wrong, and not much longer. */
class WrongClockTest {
  private static final long DAY = 86_400;
  private static final long DECADE = 3650 * DAY;

  /** What is bogus is remembered for a minute at most. */
  private static final long RECOVERY = 65;

  private static final String NAME = "www.canary.t0.";

  private final SignedInternet internet = new SignedInternet("www 300 A 192.0.2.66");

  /** A board without a battery: 1987 as far as it knows, until it has asked for the time. */
  @Test
  void aClockThatIsBehindAtStartIsNoLastingHarm() {
    internet.simulation().shiftClock(-4 * DECADE);
    internet.isBogus(NAME, RrType.A);
    internet.isBogus(NAME, RrType.A);
    internet.simulation().shiftClock(4 * DECADE);
    internet.isCanaryAlive();
  }

  /** What was found bogus in the future is not so until then. */
  @Test
  void aClockThatIsAheadAtStartIsNoLastingHarm() {
    internet.simulation().shiftClock(2 * DECADE);
    internet.isBogus(NAME, RrType.A);
    internet.isBogus("not.t0.", RrType.A);
    internet.simulation().shiftClock(-2 * DECADE);
    internet.simulation().pass(RECOVERY);
    internet.isCanaryAlive();
  }

  /** What was cached before lives as long as it says, not an hour more. */
  @Test
  void timesToLiveEndWhenTheClockJumpsBack() {
    Question question = new Question(Name.of("www.evil.t1."), RrType.A);
    internet.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    internet.simulation().shiftClock(-3600);
    internet.simulation().pass(100);
    Message kept = internet.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    int left = kept.answer().getFirst().ttl();
    assertTrue(left > 0 && left <= 200, () -> left + " s left");
    internet.simulation().pass(250);
    assertTrue(internet.simulation().cost(question).packets() > 0, "asked again");
  }

  /** Back by a decade, with everything cached: signatures are of the future now, until it ends. */
  @Test
  void aJumpBackAndForthIsNoLastingHarm() {
    internet.isCanaryAlive();
    internet.simulation().shiftClock(-DECADE);
    internet.simulation().pass(2 * DAY);
    internet.isBogus(NAME, RrType.A);
    internet.simulation().shiftClock(DECADE);
    internet.simulation().pass(RECOVERY);
    internet.isCanaryAlive();
  }

  /** Asleep for a night: the monotonic clock has stood still, the wall clock has not. */
  @Test
  void whatIsCachedAgesWhileTheMachineSleeps() {
    Question question = new Question(Name.of("www.evil.t1."), RrType.A);
    internet.isSecure("www.evil.t1.", RrType.A, Rcode.NOERROR);
    assertEquals(0, internet.simulation().cost(question).packets());
    internet.simulation().shiftClock(8 * 3600);
    assertTrue(internet.simulation().cost(question).packets() > 0, "asked again");
    internet.isCanaryAlive();
  }
}
