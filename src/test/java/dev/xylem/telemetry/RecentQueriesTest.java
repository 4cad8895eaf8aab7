package dev.xylem.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.Limits;
import dev.xylem.runtime.Work;
import dev.xylem.runtime.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can still be explained, and for how long. */
class RecentQueriesTest {
  private final World world = World.system();

  private String resolved(RecentQueries recent, String name, Rcode rcode) {
    var client = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353);
    var question = new Question(Name.of(name), RrType.A);
    Work work = Work.open(world.time(), Limits.standard());
    return recent.resolved(
        new QueryObserver.Answered(client, Transport.UDP, question, rcode, work));
  }

  private static List<String> names(List<RecentQueries.Recent> queries) {
    return queries.stream().map(query -> query.question().name().toString()).toList();
  }

  @Test
  void answersDoNotPushFailuresOut() {
    var recent = new RecentQueries(3, 1 << 20, world);
    String failure = resolved(recent, "bogus.example", Rcode.SERVFAIL);
    String first = resolved(recent, "a0.example", Rcode.NOERROR);
    for (int i = 1; i < 10; i++) {
      resolved(recent, "a" + i + ".example", i % 2 == 0 ? Rcode.NOERROR : Rcode.NXDOMAIN);
    }
    assertNotNull(recent.find(failure));
    assertNull(recent.find(first));
    assertEquals(
        List.of("a9.example.", "a8.example.", "a7.example.", "bogus.example."),
        names(recent.latest(10, _ -> true)));
    String refused = resolved(recent, "refused.example", Rcode.REFUSED);
    assertEquals(List.of("refused.example.", "a9.example."), names(recent.latest(2, _ -> true)));
    resolved(recent, "lost1.example", Rcode.SERVFAIL);
    resolved(recent, "lost2.example", Rcode.SERVFAIL);
    assertNull(recent.find(failure));
    assertNotNull(recent.find(refused));
    assertEquals(3, recent.latest(10, RecentQueries.Recent::failed).size());
  }

  @Test
  void bytesAreBoundedAndNoneIsNone() {
    var recent = new RecentQueries(1000, 12_000, world);
    for (int i = 0; i < 100; i++) {
      resolved(recent, "a" + i + ".example", Rcode.NOERROR);
      resolved(recent, "b" + i + ".example", Rcode.SERVFAIL);
    }
    assertEquals(20, recent.latest(1000, _ -> true).size());
    var none = new RecentQueries(0, 12_000, world);
    assertEquals("", resolved(none, "a.example", Rcode.SERVFAIL));
    assertEquals(List.of(), none.latest(10, _ -> true));
  }
}
