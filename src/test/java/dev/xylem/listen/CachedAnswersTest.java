package dev.xylem.listen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Message;
import dev.xylem.dns.Transport;
import dev.xylem.policy.LocalZones;
import dev.xylem.policy.SpecialUse;
import dev.xylem.policy.Verdict;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the event loop answers is what the long way would have said at the same moment, to the
 * TTL; what it drops, the long way drops.
 */
class CachedAnswersTest {
  private static final int QUERIES = 20_000;
  private static final LocalZones SPECIAL_USE = SpecialUse.builtIn(List.of());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void bothPathsSayTheSame(long seed) throws FormatException {
    var paths = new TwoPaths(seed);
    var queries = new RandomQueries(seed, paths.root.names());
    var random = new Random(seed);
    int hits = 0;
    int records = 0;
    for (int i = 0; i < QUERIES; i++) {
      byte[] query = queries.next();
      Transport transport = random.nextInt(4) == 0 ? Transport.TCP : Transport.UDP;
      // Refused; served, but not shown what is cached; shown that, too.
      var client =
          switch (random.nextInt(20)) {
            case 0 -> TwoPaths.client("192.0.2.9");
            case 1, 2, 3 -> TwoPaths.client("10.0.0.9");
            default -> TwoPaths.CLIENT;
          };
      String what =
          "seed " + seed + " query " + i + " " + transport + " " + HexFormat.of().formatHex(query);
      FastPath.Outcome outcome = paths.knock(query, transport, client);
      byte[] expected = paths.reference.answer(query, client, transport);
      switch (outcome) {
        case DROPPED -> assertNull(expected, what);
        case MISSED -> {
          byte[] answer = paths.rendering.answer(query, client, transport);
          check(answer, expected, query, transport, what);
        }
        case ANSWERED -> {
          check(paths.answer(), expected, query, transport, what);
          hits++;
          records += paths.answer()[7];
        }
      }
      if (random.nextInt(50) == 0) {
        paths.clock.pass(random.nextInt(6));
      }
    }
    assertTrue(hits > QUERIES / 5 && records > hits / 3, hits + " hits, " + records + " records");
  }

  private static void check(
      byte @Nullable [] given,
      byte @Nullable [] wanted,
      byte[] query,
      Transport transport,
      String what)
      throws FormatException {
    byte[] answer = Objects.requireNonNull(given, what);
    byte[] expected = Objects.requireNonNull(wanted, what);
    Message message = MessageDecoder.decode(answer, answer.length);
    Message wantedMessage = MessageDecoder.decode(expected, expected.length);
    assertEquals(comparable(wantedMessage), comparable(message), what);
    assertEquals(expected.length, answer.length, what);
    assertTrue(answer.length <= limit(query, message, transport), what);
    for (var section : List.of(message.answer(), message.authority(), message.additional())) {
      section.forEach(rrSet -> assertTrue(rrSet.ttl() >= 0 && rrSet.ttl() <= 86_400, what));
    }
    if (!message.questions().isEmpty()) {
      int end = 12 + message.question().name().length() + 4;
      byte[] asked = Arrays.copyOfRange(query, 12, end);
      assertArrayEquals(asked, Arrays.copyOfRange(answer, 12, end), what);
    }
  }

  /** Built-in zones do not age, but their rendered answers do: of these the TTLs do not matter. */
  private static Message comparable(Message message) {
    boolean builtIn =
        !message.questions().isEmpty()
            && !(SPECIAL_USE.judge(message.question(), TwoPaths.CLIENT.getAddress())
                instanceof Verdict.Resolve);
    if (!builtIn) {
      return message;
    }
    return new Message(
        message.header(),
        message.rcode(),
        message.questions(),
        message.answer().stream().map(rrSet -> rrSet.withTtl(0)).toList(),
        message.authority().stream().map(rrSet -> rrSet.withTtl(0)).toList(),
        message.additional(),
        message.edns());
  }

  /** The most octets that an answer to {@code query} may have. */
  private static int limit(byte[] query, Message answer, Transport transport)
      throws FormatException {
    if (transport == Transport.TCP || answer.questions().isEmpty()) {
      return 65_535;
    }
    var edns = MessageDecoder.decode(query, query.length).edns();
    int client = edns == null ? 512 : Math.max(512, edns.udpSize());
    return Math.min(client, TwoPaths.UDP_ANSWER_SIZE);
  }
}
