package dev.xylem.policy;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A small zone with a SOA and an NS record of its own, as RFC 6303 §3 wants it. */
final class BuiltInZone {
  private static final int TTL = 10_800;
  private static final Name SERVER = Name.of("localhost.");
  private static final Name MAILBOX = Name.of("nobody.invalid.");

  private final RrSet soa;
  private final List<RrSet> rrSets = new ArrayList<>();

  /** An empty zone. */
  BuiltInZone(Name apex) {
    soa = RrSet.of(apex, RrType.SOA, TTL, soaRdata());
    rrSets.add(soa);
    rrSets.add(RrSet.of(apex, RrType.NS, TTL, Rdata.of(SERVER)));
  }

  /**
   * Adds an RRset; an owner with an asterisk stands for all names that have no RRset (RFC 4592).
   */
  BuiltInZone with(Name owner, RrType type, Rdata rdata) {
    rrSets.add(RrSet.of(owner, type, TTL, rdata));
    return this;
  }

  /** What this zone says to a question for a name in it. */
  Verdict judge(Question question) {
    Name name = question.name();
    if (rrSets.stream().anyMatch(rrSet -> rrSet.owner().equals(name))) {
      return answer(question, name);
    }
    if (rrSets.stream().anyMatch(rrSet -> rrSet.owner().isBelow(name))) {
      return new Verdict.NoData(soa);
    }
    Name wildcard = soa.owner().wildcard();
    return rrSets.stream().anyMatch(rrSet -> rrSet.owner().equals(wildcard))
        ? answer(question, wildcard)
        : new Verdict.NxDomain(soa);
  }

  private Verdict answer(Question question, @Nullable Name owner) {
    List<RrSet> answers =
        rrSets.stream()
            .filter(rrSet -> rrSet.owner().equals(owner))
            .filter(
                rrSet -> rrSet.type().equals(question.type()) || question.type().equals(RrType.ANY))
            .map(rrSet -> rrSet.withOwner(question.name()))
            .toList();
    return answers.isEmpty() ? new Verdict.NoData(soa) : new Verdict.Answer(answers);
  }

  private static Rdata soaRdata() {
    byte[] octets = new byte[SERVER.length() + MAILBOX.length() + 20];
    int at = MAILBOX.copyTo(octets, SERVER.copyTo(octets, 0));
    ByteBuffer numbers = ByteBuffer.wrap(octets, at, 20);
    numbers.putInt(1).putInt(3600).putInt(1200).putInt(604_800).putInt(TTL);
    return Rdata.of(octets);
  }
}
