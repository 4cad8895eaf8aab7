package dev.xylem.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.runtime.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S43: each cap on what one question may take of the caches, by itself. */
class LargeEntriesTest {
  private static final Name NAME = Name.of("large.example.");
  private static final Question QUESTION = new Question(NAME, RrType.TXT);
  private static final int KB = 1024;

  private final World world = World.system();
  private final RrSetCache rrSets =
      new RrSetCache(64 << 20, new CachePolicy(86_400, 0, 30, 3600, 1, 30), world.time());
  private final AnswerCache answers = new AnswerCache(64 << 20, world.time());

  @Test
  void s43AnRrSetAboveTwentyFourKilobytesIsNotKept() {
    store(texts(88, 250));
    assertNotNull(rrSets.find(QUESTION), "22 KB");
    store(texts(100, 250));
    assertNull(rrSets.find(QUESTION), "25 KB, which also end what was known before");
  }

  @Test
  void s43NorIsOneOfMoreThan256Records() {
    store(texts(256, 5));
    assertNotNull(rrSets.find(QUESTION));
    store(texts(257, 5));
    assertNull(rrSets.find(QUESTION));
  }

  @Test
  void s43NorIsADenialWithSuchProofs() {
    byte[] rdata = new byte[22];
    rdata[21] = 60; // The negative TTL.
    RrSet soa = RrSet.of(NAME, RrType.SOA, 300, Rdata.of(rdata));
    rrSets.storeNoData(QUESTION, soa, List.of(texts(88, 250)), Security.INSECURE);
    assertNotNull(rrSets.find(QUESTION));
    rrSets.storeNoData(QUESTION, soa, List.of(texts(100, 250)), Security.INSECURE);
    assertNull(rrSets.find(QUESTION));
  }

  @Test
  void s43ARenderedAnswerAboveSixteenKilobytesIsNotKept() {
    answers.store(key(1), rendered(16 * KB));
    answers.store(key(2), rendered(16 * KB + 1));
    assertNotNull(answers.find(key(1)));
    assertNull(answers.find(key(2)));
    assertEquals(1, answers.usage().entries());
  }

  private void store(RrSet rrSet) {
    rrSets.store(rrSet, List.of(), Trust.NON_AUTHORITATIVE_ANSWER, Security.INSECURE);
  }

  private static RrSet texts(int records, int octets) {
    List<Rdata> texts = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      byte[] text = new byte[octets];
      text[0] = (byte) (octets - 1);
      text[1] = (byte) (i >> 8);
      text[2] = (byte) i;
      texts.add(Rdata.of(text));
    }
    return new RrSet(NAME, RrType.TXT, RrClass.IN, 300, RdataList.of(texts), RdataList.EMPTY);
  }

  private static AnswerKey key(int type) {
    return new AnswerKey().fill(new byte[] {0, 0, (byte) type, 0, 1}, 0, 5, 0);
  }

  private RenderedAnswer rendered(int octets) {
    long now = world.time().epochSeconds();
    return new RenderedAnswer(new byte[octets], new int[0], new byte[0], now, now + 300);
  }
}
