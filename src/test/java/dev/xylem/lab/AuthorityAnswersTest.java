package dev.xylem.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Opcode;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneFileException;
import dev.xylem.zone.ZoneFileReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected records are written {@code owner/type}, a plus sign behind those that have RRSIGs. */
class AuthorityAnswersTest {
  private static final String EXAMPLE =
      """
      $TTL 600
      @ 300 SOA ns h 1 2 3 4 60
      @ NS ns
      ns A 192.0.2.1
      ns AAAA 2001:db8::1
      www A 192.0.2.2
      alias CNAME www
      chain CNAME alias
      away CNAME www.elsewhere.test.
      gone CNAME nothing
      loop CNAME pool
      pool CNAME loop
      into CNAME www.child
      *.w MX 10 ns
      *.cw CNAME www
      b.ent A 192.0.2.3
      old DNAME www.elsewhere.
      older DNAME w
      signed NS ns.signed
      signed DS 1 8 2 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
      ns.signed A 192.0.2.4
      unsigned NS ns.unsigned
      unsigned NS ns
      ns.unsigned AAAA 2001:db8::2
      child NS ns
      """;
  private static final String CHILD =
      "$TTL 600\n@ SOA ns h 1 2 3 4 60\n@ NS ns.example.\nwww A 192.0.2.9\n";

  private static final AuthorityAnswers PLAIN = server(null);
  private static final AuthorityAnswers NSEC = server(new Denial.Nsec());
  private static final AuthorityAnswers NSEC3 =
      server(new Denial.Nsec3("aabbccdd", 3, Denial.Coverage.ALL));
  private static final AuthorityAnswers OPT_OUT =
      server(new Denial.Nsec3("", 0, Denial.Coverage.OPT_OUT));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "www A | NOERROR qr aa > www/A",
        "WWW a | NOERROR qr aa > www/A",
        "www MX | NOERROR qr aa > - > ./SOA",
        "ent A | NOERROR qr aa > - > ./SOA",
        "nothing A | NXDOMAIN qr aa > - > ./SOA",
        "x.www A | NXDOMAIN qr aa > - > ./SOA",
        "alias A | NOERROR qr aa > alias/CNAME www/A",
        "alias CNAME | NOERROR qr aa > alias/CNAME",
        "chain AAAA | NOERROR qr aa > chain/CNAME alias/CNAME > ./SOA",
        "gone A | NXDOMAIN qr aa > gone/CNAME > ./SOA",
        "away A | NOERROR qr aa > away/CNAME",
        "loop A | NOERROR qr aa > loop/CNAME pool/CNAME",
        "into A | NOERROR qr aa > into/CNAME www.child/A",
        "x.w MX | NOERROR qr aa > x.w/MX",
        "x.y.w MX | NOERROR qr aa > x.y.w/MX",
        "x.w A | NOERROR qr aa > - > ./SOA",
        "x.cw A | NOERROR qr aa > x.cw/CNAME www/A",
        "*.w MX | NOERROR qr aa > *.w/MX",
        "x.old A | NOERROR qr aa > old/DNAME x.old/CNAME",
        "old DNAME | NOERROR qr aa > old/DNAME",
        "old A | NOERROR qr aa > - > ./SOA",
        "x.older MX | NOERROR qr aa > older/DNAME x.older/CNAME x.w/MX",
        "signed A | NOERROR qr > - > signed/NS > ns.signed/A",
        "x.signed DS | NOERROR qr > - > signed/NS > ns.signed/A",
        "ns.signed A | NOERROR qr > - > signed/NS > ns.signed/A",
        "signed DS | NOERROR qr aa > signed/DS",
        "unsigned DS | NOERROR qr aa > - > ./SOA",
        "unsigned NS | NOERROR qr > - > unsigned/NS > ns.unsigned/AAAA ns/A ns/AAAA",
        "child SOA | NOERROR qr aa > child/SOA",
        "child DS | NOERROR qr aa > - > ./SOA",
        "www.child A | NOERROR qr aa > www.child/A",
        "www ANY | NOERROR qr aa > www/A",
      })
  void withoutDnssec(String question, String expected) {
    assertEquals(expected, summary(ask(PLAIN, question, null)));
    // A signed zone answers the same to who does not set DO.
    assertEquals(expected, summary(ask(NSEC3, question, Edns.plain())));
  }

  /** RFC 4035 §3.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "www A | NOERROR qr aa > www/A+",
        "www MX | NOERROR qr aa > - > ./SOA+ www/NSEC+",
        "ent A | NOERROR qr aa > - > ./SOA+ *.cw/NSEC+",
        "nothing A | NXDOMAIN qr aa > - > ./SOA+ loop/NSEC+ ./NSEC+",
        "x.w MX | NOERROR qr aa > x.w/MX+ > *.w/NSEC+",
        "x.w A | NOERROR qr aa > - > ./SOA+ *.w/NSEC+",
        "x.cw A | NOERROR qr aa > x.cw/CNAME+ www/A+ > *.cw/NSEC+",
        "x.old A | NOERROR qr aa > old/DNAME+ x.old/CNAME",
        "signed A | NOERROR qr > - > signed/NS signed/DS+ > ns.signed/A",
        "unsigned A | NOERROR qr > - > unsigned/NS unsigned/NSEC+ > ns.unsigned/AAAA ns/A+ ns/AAAA+",
        "unsigned DS | NOERROR qr aa > - > ./SOA+ unsigned/NSEC+",
        "www RRSIG | NOERROR qr aa > www/RRSIG",
        "www NSEC | NOERROR qr aa > www/NSEC+",
        "alias NSEC | NOERROR qr aa > alias/NSEC+",
      })
  void withNsec(String question, String expected) {
    assertEquals(expected, summary(ask(NSEC, question, Edns.withDnssecOk())));
  }

  /** RFC 5155 §7.2: how many NSEC3 records each kind of answer needs, with and without Opt-Out. */
  @ParameterizedTest
  @CsvSource({
    "nothing,A,3,3",
    "www,MX,1,1",
    "ent,A,1,1",
    "x.w,MX,1,1",
    "x.w,A,3,3",
    "signed,A,0,0",
    "unsigned,A,1,2",
    "unsigned,DS,1,2",
    "x.unsigned,A,1,2",
  })
  void withNsec3(String name, String type, int all, int optOut) {
    assertEquals(all, proofs(ask(NSEC3, name + " " + type, Edns.withDnssecOk())), "all");
    // Two names can be covered by one record: then there are fewer.
    long found = proofs(ask(OPT_OUT, name + " " + type, Edns.withDnssecOk()));
    assertTrue(found <= optOut && found >= Math.min(1, optOut), "opt-out: " + found);
  }

  @Test
  void negativeAnswersLiveAsLongAsTheSoaSays() {
    assertEquals(60, ask(PLAIN, "nothing A", null).authority().getFirst().ttl());
  }

  @Test
  void outOfZoneIsRefused() {
    Message reply = answer(PLAIN, query("www.org.", RrType.A, null));
    assertEquals(Rcode.REFUSED, reply.rcode());
    assertFalse(reply.has(Flag.AA));
  }

  @Test
  void refusals() {
    var question = new Question(Name.of("www.example"), RrType.A);
    Header header = Header.of(7, Flag.RD);
    var notify = Message.query(header.withOpcode(Opcode.NOTIFY), question, null);
    assertEquals(Rcode.NOTIMP, answer(PLAIN, notify).rcode());
    assertEquals(Opcode.NOTIFY, answer(PLAIN, notify).header().opcode());
    var edns1 = new Edns(1232, 1, true, List.of());
    Message badVersion = answer(PLAIN, Message.query(header, question, edns1));
    assertEquals(Rcode.BADVERS, badVersion.rcode());
    assertEquals(0, Objects.requireNonNull(badVersion.edns()).version());
    assertEquals(
        Rcode.FORMERR, answer(PLAIN, Message.empty(header, Rcode.NOERROR, List.of())).rcode());
    assertEquals(Rcode.REFUSED, answer(PLAIN, query("example.", RrType.AXFR, null)).rcode());
    assertEquals(Rcode.NOTIMP, answer(PLAIN, query("example.", RrType.MAILB, null)).rcode());
    var chaos = new Question(Name.of("version.bind"), RrType.TXT, RrClass.CH);
    assertEquals(Rcode.REFUSED, answer(PLAIN, Message.query(header, chaos, null)).rcode());
    assertNull(PLAIN.answer(Message.query(header.with(Flag.QR), question, null)));
  }

  @Test
  void headerAndEdnsEcho() {
    Message reply = ask(NSEC, "www A", Edns.withDnssecOk());
    assertEquals(4711, reply.header().id());
    assertTrue(reply.has(Flag.RD));
    assertFalse(reply.has(Flag.RA));
    assertTrue(reply.dnssecOk());
    assertFalse(ask(NSEC, "www A", Edns.plain()).dnssecOk());
    assertNull(ask(NSEC, "www A", null).edns());
  }

  /** RFC 6672 §2.2: the substituted name does not fit into 255 octets. */
  @Test
  void dnameThatMakesANameTooLong() {
    String label = "a".repeat(60) + ".";
    Name name = Name.of(label.repeat(3) + "b".repeat(58) + ".old.example.");
    Message reply = answer(PLAIN, query(name.toString(), RrType.A, null));
    assertEquals(Rcode.YXDOMAIN, reply.rcode());
    assertEquals(1, reply.answer().size());
  }

  /** Whatever is asked, there is an answer that can be encoded and decoded to itself. */
  @Test
  void anyQuestionIsAnswered() throws FormatException {
    var random = new Random(1034);
    List<AuthorityAnswers> servers = List.of(PLAIN, NSEC, NSEC3, OPT_OUT);
    String[] owners = {"", "w.", "ent.", "signed.", "unsigned.", "old.", "child.", "*.", "cw."};
    for (int i = 0; i < 20_000; i++) {
      var name = new StringBuilder();
      for (int labels = random.nextInt(4); labels > 0; labels--) {
        int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 3);
        name.append("\\%03d".formatted(random.nextInt(256)).repeat(length)).append('.');
      }
      name.append(owners[random.nextInt(owners.length)]).append("example.");
      Edns edns = random.nextBoolean() ? Edns.withDnssecOk() : null;
      var type = new RrType(random.nextInt(300));
      // In lower case: compression lends the letter case of the question to names in RDATA.
      String question = Name.of(name.toString()).toLowerCase().toString();
      Message reply = answer(servers.get(i % 4), query(question, type, edns));
      byte[] packet = MessageEncoder.encode(reply, MessageEncoder.MAX_MESSAGE_LENGTH);
      assertEquals(reply, MessageDecoder.decode(packet, packet.length));
    }
  }

  private static long proofs(Message reply) {
    return reply.authority().stream().filter(set -> set.type().equals(RrType.NSEC3)).count();
  }

  /** RCODE and flags, then the three sections; empty ones at the end are left out. */
  private static String summary(Message reply) {
    String flags = (reply.has(Flag.QR) ? " qr" : "") + (reply.has(Flag.AA) ? " aa" : "");
    return Stream.of(reply.answer(), reply.authority(), reply.additional())
        .map(AuthorityAnswersTest::text)
        .collect(Collectors.joining(" > ", reply.rcode() + flags + " > ", ""))
        .replaceFirst("( > -)+$", "");
  }

  private static String text(List<RrSet> sets) {
    if (sets.isEmpty()) {
      return "-";
    }
    return sets.stream()
        .map(set -> {
          String owner = set.owner().toString().toLowerCase(Locale.ROOT);
          String relative =
              owner.equals("example.") ? "." : owner.replaceFirst("\\.example\\.$", "");
          return relative + "/" + set.type() + (set.signatures().isEmpty() ? "" : "+");
        })
        .collect(Collectors.joining(" "));
  }

  /** Asks a question written {@code owner type}, the owner relative to the zone. */
  private static Message ask(AuthorityAnswers server, String question, @Nullable Edns edns) {
    String[] words = question.split(" ", 2);
    return answer(server, query(words[0] + ".example.", RrType.of(words[1]), edns));
  }

  private static Message query(String name, RrType type, @Nullable Edns edns) {
    return Message.query(Header.of(4711, Flag.RD), new Question(Name.of(name), type), edns);
  }

  private static Message answer(AuthorityAnswers server, Message query) {
    Message reply = server.answer(query);
    assertNotNull(reply);
    return reply;
  }

  private static AuthorityAnswers server(@Nullable Denial denial) {
    List<Zone> zones = new ArrayList<>();
    zones.add(signed(EXAMPLE, Name.of("example"), denial));
    zones.add(signed(CHILD, Name.of("child.example"), denial));
    return new AuthorityAnswers(zones);
  }

  private static Zone signed(String text, Name apex, @Nullable Denial denial) {
    try {
      Zone zone = ZoneFileReader.parseZone(text, apex.toString(), apex);
      SigningKey key = SigningAlgorithm.ED25519.key(SigningKey.ENTRY_POINT, apex.toString());
      return denial == null
          ? zone
          : new ZoneSigner(List.of(key), denial, Validity.CURRENT).sign(zone);
    } catch (ZoneFileException e) {
      throw new AssertionError(e);
    }
  }
}
