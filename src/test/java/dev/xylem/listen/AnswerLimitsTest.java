package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.cache.AnswerCache;
import dev.xylem.cache.AnswerKey;
import dev.xylem.cache.RenderedAnswer;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sizes, TTLs and variants of answers, of the event loop and of the long way alike. */
class AnswerLimitsTest {
  private static final int NO_EDNS = -1;

  private final TwoPaths paths = new TwoPaths(7);

  @Test
  void anAnswerIsTruncatedFromTheFirstOctetThatDoesNotFit() throws FormatException {
    int whole = 0;
    int cut = 0;
    for (int size = 150; size < 256; size++) {
      Name name = Name.of("t" + size + ".com.");
      int length = ask(query(name, RrType.TXT, NO_EDNS), Transport.TCP).length;
      // Once before it is in the cache, and again.
      for (int i = 0; i < 2; i++) {
        byte[] answer = ask(query(name, RrType.TXT, NO_EDNS), Transport.UDP);
        assertEquals(length > 512, isCut(answer), name + " has " + length);
        whole += isCut(answer) ? 0 : 1;
        cut += isCut(answer) ? 1 : 0;
      }
    }
    assertTrue(whole > 20 && cut > 20);
  }

  @Test
  void theLimitIsTheLesserOfTheClientsSizeAndOurs() throws FormatException {
    Name name = Name.of("t150.com.");
    int length = ask(query(name, RrType.TXT, 0), Transport.TCP).length;
    assertTrue(length < 512, "too long for this test: " + length);
    for (int size : new int[] {0, 1, 511, 512}) {
      assertFalse(isCut(ask(query(name, RrType.TXT, size), Transport.UDP)), "size " + size);
    }
    Name longer = Name.of("u560.com.");
    int exact = ask(query(longer, RrType.TXT, 0), Transport.TCP).length;
    assertTrue(exact > 512 && exact <= 1232, "of no use for this test: " + exact);
    for (int i = 0; i < 2; i++) {
      assertTrue(isCut(ask(query(longer, RrType.TXT, exact - 1), Transport.UDP)));
      byte[] whole = ask(query(longer, RrType.TXT, exact), Transport.UDP);
      assertEquals(exact, whole.length);
      assertFalse(isCut(whole));
      assertTrue(isCut(ask(query(longer, RrType.TXT, 511), Transport.UDP)));
    }
    Name big = Name.of("big.com.");
    for (int i = 0; i < 2; i++) {
      assertTrue(isCut(ask(query(big, RrType.TXT, 65_535), Transport.UDP)));
      assertFalse(isCut(ask(query(big, RrType.TXT, 0), Transport.TCP)));
    }
  }

  @Test
  void aTruncatedAnswerHasItsOptAndNoRecords() throws FormatException {
    for (String name : new String[] {"big.com.", "big-alias.com."}) {
      for (int i = 0; i < 2; i++) {
        byte[] answer = ask(query(Name.of(name), RrType.TXT, 600), Transport.UDP);
        Message message = MessageDecoder.decode(answer, answer.length);
        assertTrue(message.has(Flag.TC) && message.has(Flag.RA));
        assertEquals(new Edns(1232, 0, true, List.of()), message.edns());
        assertEquals(List.of(), message.answer());
        assertEquals(1, message.questions().size());
        ask(query(Name.of(name), RrType.TXT, 600), Transport.TCP);
      }
    }
  }

  @Test
  void anExtendedErrorFitsBesideTheLongestQuestion() throws FormatException {
    for (Name name : List.of(FakeRoot.LONG_LOOP, Name.of("broken.com."), Name.of("loop.com."))) {
      byte[] answer = ask(query(name, RrType.TXT, 512), Transport.UDP);
      Message message = decoded(answer);
      assertTrue(answer.length <= 512, "octets: " + answer.length);
      assertEquals(Rcode.SERVFAIL, message.rcode());
      EdnsOption error = Objects.requireNonNull(message.edns()).options().getFirst();
      assertEquals(EdnsOption.EXTENDED_ERROR, error.code());
      assertTrue(error.data().length() > 10, "octets of text: " + error.data().length());
    }
  }

  @Test
  void ttlsCountDownAndEndWithTheAnswer() throws FormatException {
    byte[] query = query(Name.of("alias2.com."), RrType.A, 1232);
    ask(query, Transport.UDP);
    for (int age = 0; age < 7; age++) {
      assertEquals(FastPath.Outcome.ANSWERED, paths.knock(query, Transport.UDP, TwoPaths.CLIENT));
      Message message = MessageDecoder.decode(paths.answer(), paths.answer().length);
      int[] ttls = message.answer().stream().mapToInt(rrSet -> rrSet.ttl()).toArray();
      assertEquals(List.of(7 - age, 60 - age, 300 - age), List.of(ttls[0], ttls[1], ttls[2]));
      paths.clock.pass(1);
    }
    assertEquals(FastPath.Outcome.MISSED, paths.knock(query, Transport.UDP, TwoPaths.CLIENT));
    byte[] fleeting = query(Name.of("fleeting.com."), RrType.A, 1232);
    ask(fleeting, Transport.UDP);
    assertEquals(FastPath.Outcome.MISSED, paths.knock(fleeting, Transport.UDP, TwoPaths.CLIENT));
  }

  @Test
  void aClockThatLeapsMakesNoTtlNegative() {
    byte[] query = query(Name.of("a.com."), RrType.A, NO_EDNS);
    byte[] answer = ask(query, Transport.UDP);
    int[] offsets = {answer.length - 10};
    var key = new AnswerKey().fill(query, 12, query.length, 0);
    long now = paths.clock.epochSeconds();
    // Still in force, by its expiry, though its TTLs have run out.
    paths.cache.store(key, new RenderedAnswer(answer, offsets, new byte[0], now - 1000, now + 9));
    assertEquals(FastPath.Outcome.ANSWERED, paths.knock(query, Transport.UDP, TwoPaths.CLIENT));
    byte[] late = paths.answer();
    // Read as it stands: a decoder takes what is negative for zero.
    assertEquals(0, ByteBuffer.wrap(late).getInt(late.length - 10));
  }

  @Test
  void variantsDoNotMix() throws FormatException {
    Name name = Name.of("a.com.");
    byte[] unsigned = query(name, RrType.A, NO_EDNS);
    byte[] signed = query(name, RrType.A, 1232);
    byte[] unchecked = signed.clone();
    unchecked[3] |= 0x10;
    ask(unsigned, Transport.UDP);
    assertEquals(FastPath.Outcome.MISSED, paths.knock(signed, Transport.UDP, TwoPaths.CLIENT));
    assertEquals(1, decoded(ask(signed, Transport.UDP)).answer().getFirst().signatures().size());
    assertEquals(FastPath.Outcome.MISSED, paths.knock(unchecked, Transport.UDP, TwoPaths.CLIENT));
    assertTrue(decoded(ask(unchecked, Transport.UDP)).has(Flag.CD));
    assertEquals(0, decoded(ask(unsigned, Transport.UDP)).answer().getFirst().signatures().size());
    assertTrue(decoded(ask(unchecked, Transport.UDP)).has(Flag.CD));
    assertFalse(decoded(ask(signed, Transport.UDP)).has(Flag.CD));
  }

  @Test
  void keysOfOneHashAreToldApart() {
    var first = new AnswerKey().fill(new byte[] {2, 'a', '5', 0, 0, 1, 0, 1}, 0, 8, 0);
    var collides = new AnswerKey().fill(new byte[] {2, 'b', '5' - 31, 0, 0, 1, 0, 1}, 0, 8, 0);
    assertEquals(first.hashCode(), collides.hashCode());
    assertFalse(first.equals(collides));
    assertFalse(first.compareTo(collides) == 0);
    var cache = new AnswerCache(1000, paths.clock);
    cache.store(
        first, new RenderedAnswer(new byte[12], new int[0], new byte[0], 0, Long.MAX_VALUE));
    assertNotNull(cache.find(first));
    assertNull(cache.find(collides));
    // Neither is the type, whose octets may be those of letters.
    var typeA = new AnswerKey().fill(new byte[] {0, 0, 'A', 0, 1}, 0, 5, 0);
    assertFalse(typeA.equals(new AnswerKey().fill(new byte[] {0, 0, 'a', 0, 1}, 0, 5, 0)));
  }

  private byte[] ask(byte[] query, Transport transport) {
    byte @Nullable [] answer = paths.ask(query, transport);
    return Objects.requireNonNull(answer);
  }

  private static boolean isCut(byte[] answer) throws FormatException {
    boolean cut = decoded(answer).has(Flag.TC);
    assertEquals(cut, decoded(answer).answer().isEmpty());
    return cut;
  }

  private static Message decoded(byte[] answer) throws FormatException {
    return MessageDecoder.decode(answer, answer.length);
  }

  /** A query with RD; with DO too if it has EDNS, of this UDP size. */
  private static byte[] query(Name name, RrType type, int size) {
    Edns edns = size == NO_EDNS ? null : new Edns(size, 0, true, List.of());
    Message query = Message.query(Header.of(9, Flag.RD), new Question(name, type), edns);
    return MessageEncoder.encode(query, 65_535);
  }
}
