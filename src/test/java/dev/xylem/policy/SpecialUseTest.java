package dev.xylem.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecialUseTest {
  private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
  private static final LocalZones BUILT_IN = SpecialUse.builtIn(List.of());

  @ParameterizedTest
  @CsvSource({
    "localhost, A, Answer",
    "LocalHost, AAAA, Answer",
    "localhost, MX, NoData",
    "localhost, SOA, Answer",
    "localhost, NS, Answer",
    "localhost, ANY, Answer",
    "a.b.localhost, A, Answer",
    "a.b.localhost, TXT, NoData",
    "localhost.example, A, Resolve",
    "notlocalhost, A, Resolve",
    "1.0.0.127.in-addr.arpa, PTR, Answer",
    "1.0.0.127.in-addr.arpa, A, NoData",
    "0.0.127.in-addr.arpa, PTR, NoData",
    "2.0.0.127.in-addr.arpa, PTR, NxDomain",
    "127.in-addr.arpa, SOA, Answer",
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa, PTR, Answer",
    "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa, PTR, NoData",
    "2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa, PTR, Resolve",
    "www.invalid, A, NxDomain",
    "invalid, A, NoData",
    "x.test, A, NxDomain",
    "duckduckgo.onion, AAAA, NxDomain",
    "printer.local, A, NxDomain",
    "x.alt, A, NxDomain",
    "example, A, Resolve",
    "www.example.com, A, Resolve",
    "internal, A, Resolve",
    "home.arpa, DS, NoData",
    "tv.home.arpa, A, NxDomain",
    "_dns.resolver.arpa, SVCB, NxDomain",
    "arpa, NS, Resolve",
    "in-addr.arpa, NS, Resolve",
    "., NS, Resolve",
    "1.0.0.10.in-addr.arpa, PTR, NxDomain",
    "1.0.15.172.in-addr.arpa, PTR, Resolve",
    "1.0.16.172.in-addr.arpa, PTR, NxDomain",
    "1.0.31.172.in-addr.arpa, PTR, NxDomain",
    "1.0.32.172.in-addr.arpa, PTR, Resolve",
    "1.1.168.192.in-addr.arpa, PTR, NxDomain",
    "1.1.254.169.in-addr.arpa, PTR, NxDomain",
    "1.2.0.192.in-addr.arpa, PTR, NxDomain",
    "1.0.63.100.in-addr.arpa, PTR, Resolve",
    "1.0.64.100.in-addr.arpa, PTR, NxDomain",
    "1.0.127.100.in-addr.arpa, PTR, NxDomain",
    "1.0.128.100.in-addr.arpa, PTR, Resolve",
    "1.1.d.f.ip6.arpa, PTR, NxDomain",
    "1.a.e.f.ip6.arpa, PTR, NxDomain",
    "1.8.b.d.0.1.0.0.2.ip6.arpa, PTR, NxDomain",
    "8.8.8.8.in-addr.arpa, PTR, Resolve",
  })
  void namesAreJudgedAsTheRfcsAsk(String name, String type, String verdict) {
    Verdict found = BUILT_IN.judge(new Question(Name.of(name), RrType.of(type)), CLIENT);
    assertEquals(verdict, found.getClass().getSimpleName());
  }

  @Test
  void anAnswerHasTheOwnerThatWasAskedFor() {
    Verdict verdict = BUILT_IN.judge(new Question(Name.of("x.localhost."), RrType.A), CLIENT);
    RrSet answer = assertInstanceOf(Verdict.Answer.class, verdict).rrSets().getFirst();
    assertEquals(Name.of("x.localhost."), answer.owner());
    assertEquals(127, answer.records().first().u8(0));
    assertEquals(1, answer.records().first().u8(3));
  }

  @Test
  void aDenialCarriesTheSoaOfItsZone() {
    Verdict verdict = BUILT_IN.judge(new Question(Name.of("a.b.onion."), RrType.A), CLIENT);
    RrSet soa = Objects.requireNonNull(assertInstanceOf(Verdict.NxDomain.class, verdict).soa());
    assertEquals(Name.of("onion."), soa.owner());
    assertEquals(RrType.SOA, soa.type());
    assertEquals(Name.of("localhost."), soa.target());
    assertEquals(10_800, soa.records().first().u32(soa.records().first().length() - 4));
  }

  @Test
  void anExceptionIsResolvedAsUsualWithAllBelow() {
    LocalZones some =
        SpecialUse.builtIn(List.of(Name.of("local."), Name.of("1.168.192.in-addr.arpa.")));
    assertInstanceOf(Verdict.Resolve.class, judge(some, "corp.local."));
    assertInstanceOf(Verdict.Resolve.class, judge(some, "7.1.168.192.in-addr.arpa."));
    assertInstanceOf(Verdict.NxDomain.class, judge(some, "7.2.168.192.in-addr.arpa."));
    assertInstanceOf(Verdict.Resolve.class, judge(LocalZones.none(), "x.onion."));
  }

  @Test
  void otherClassesAreNotTouched() {
    var question = new Question(Name.of("localhost."), RrType.A, RrClass.CH);
    assertInstanceOf(Verdict.Resolve.class, BUILT_IN.judge(question, CLIENT));
  }

  private static Verdict judge(LocalZones specialUse, String name) {
    return specialUse.judge(new Question(Name.of(name), RrType.A), CLIENT);
  }
}
