package dev.xylem.sim;

import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Work;
import dev.xylem.sim.Oracle.Truth;
import dev.xylem.wire.MessageEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold in every run, whatever goes wrong on the network. */
final class Checkers {
  private static final int EXTENDED_ERROR = 15;

  /** Not what the settings say: it is they that are checked. */
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(7);

  private final Oracle oracle;
  private final List<String> problems = new ArrayList<>();
  private final List<String> repetitions = new ArrayList<>();
  private int ledgerPackets;
  private int answers;
  private int failures;

  Checkers(Oracle oracle) {
    this.oracle = oracle;
  }

  /**
   * A query and its answer.
   *
   * @param from second of the wall clock at which it was asked
   * @param to second at which the answer came
   * @param must whether a failure is one of ours
   */
  record Answered(Message query, Message answer, long from, long to, boolean must) {}

  List<String> problems() {
    return problems;
  }

  /** Answers in which a record comes twice; they are problems, too. */
  List<String> repetitions() {
    return repetitions;
  }

  int answers() {
    return answers;
  }

  int failures() {
    return failures;
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /** No ledger is ever above its ceiling. */
  void ledger(Question question, Work work) {
    for (Limit limit : Limit.values()) {
      // What is asked of a ledger at its ceiling is booked but never done.
      int booked = limit == Limit.RECEIVED_BYTES ? 65_536 : limit == Limit.MILLISECONDS ? 100 : 1;
      if (work.spent(limit) > work.limits().of(limit) + booked) {
        problem(question + " spent " + work.spent(limit) + " " + limit);
      }
    }
    int most = work.limits().of(Limit.UPSTREAM_PACKETS);
    ledgerPackets += Math.min(most, work.spent(Limit.UPSTREAM_PACKETS));
  }

  /** Every packet was paid for by some ledger. */
  void packets(int sent) {
    if (sent > ledgerPackets) {
      problem(sent + " packets were sent, but only " + ledgerPackets + " booked");
    }
  }

  /** No client waits longer than it should. */
  void deadline(Question question, long nanos) {
    if (nanos > DEADLINE) {
      problem(question + " was answered after " + nanos / 1e9 + " s");
    }
  }

  /** No record comes twice (RFC 2181 §5); {@code answer} is what {@code packet} says, without. */
  void repetition(byte[] packet, Message answer) {
    ByteBuffer header = ByteBuffer.wrap(packet);
    int sent = header.getShort(6) + header.getShort(8) + header.getShort(10);
    int different =
        Stream.of(answer.answer(), answer.authority(), answer.additional())
            .flatMap(List::stream)
            .mapToInt(rrSet -> rrSet.records().size() + rrSet.signatures().size())
            .sum();
    if (sent > different + (answer.edns() == null ? 0 : 1)) {
      String repetition = answer.question() + ": the same record twice in " + answer;
      repetitions.add(repetition);
      problem(repetition);
    }
  }

  /** The answer is what the oracle says, or a failure that may be. */
  void answer(Answered answered) {
    answers++;
    String difference = difference(answered);
    if (difference != null) {
      problem(answered.query().question() + ": " + difference);
    }
  }

  private @Nullable String difference(Answered answered) {
    Message query = answered.query();
    Message answer = answered.answer();
    boolean echoed =
        answer.questions().size() == 1
            && answer.question().equals(query.question())
            && answer.question().name().equalsInCase(query.question().name());
    if (!echoed || answer.header().id() != query.header().id() || !answer.has(Flag.QR)) {
      return "is not answered by " + answer;
    }
    if (answer.rcode().equals(Rcode.SERVFAIL)) {
      failures++;
      if (!hasCause(answer.edns())) {
        return "failed without a cause";
      }
      return answered.must() ? "failed, but could have been answered: " + cause(answer) : null;
    }
    return chainDifference(answered);
  }

  private static boolean hasCause(@Nullable Edns edns) {
    return edns != null
        && edns.options().stream().map(EdnsOption::code).anyMatch(code -> code == EXTENDED_ERROR);
  }

  private static String cause(Message answer) {
    byte[] wire = MessageEncoder.encode(answer, 65_535);
    return new String(wire, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]+", " ");
  }

  /** Follows the answer link by link; each must be true. */
  @Nullable String chainDifference(Answered answered) {
    Message answer = answered.answer();
    Question question = answer.question();
    Name at = question.name();
    Set<Name> visited = new HashSet<>();
    int used = 0;
    while (visited.add(at)) {
      List<Truth> truths = oracle.truths(at, question.type(), answered.from(), answered.to());
      RrSet data = find(answer.answer(), at, question.type());
      RrSet dname = dnameAbove(answer.answer(), at);
      RrSet cname = find(answer.answer(), at, RrType.CNAME);
      if (data != null && dname == null) {
        used++;
        String extra = used == answer.answer().size() ? null : "more than was asked for: " + answer;
        return truths.stream().anyMatch(truth -> holds(truth, data)) ? extra : untrue(data, truths);
      }
      if (cname == null) {
        return endDifference(answer, truths, at, used + (dname == null ? 0 : 1));
      }
      Name target = cname.target();
      used += dname == null ? 1 : 2;
      boolean good = truths.stream().anyMatch(truth -> leadsTo(truth, target, cname, dname));
      if (!good) {
        return untrue(dname == null ? cname : dname, truths);
      }
      if (question.type().equals(RrType.CNAME) && dname != null) {
        return null;
      }
      at = target;
    }
    return "its aliases lead in a circle: " + answer;
  }

  private static @Nullable String endDifference(
      Message answer, List<Truth> truths, Name at, int used) {
    if (used != answer.answer().size()) {
      return "more than was asked for: " + answer;
    }
    Rcode rcode = answer.rcode();
    boolean good = truths.stream().anyMatch(truth -> ends(truth, rcode, answer));
    return good ? null : rcode + " for " + at + " instead of " + truths;
  }

  private static boolean ends(Truth truth, Rcode rcode, Message answer) {
    int ttl = answer.authority().stream().mapToInt(RrSet::ttl).max().orElse(0);
    return ttl <= truth.ttl()
        && switch (truth) {
          case Truth.NoData _ -> rcode.equals(Rcode.NOERROR);
          case Truth.NxDomain _ -> rcode.equals(Rcode.NXDOMAIN);
          case Truth.Alias alias -> alias.target() == null && rcode.equals(Rcode.YXDOMAIN);
          case Truth.Data _ -> false;
        };
  }

  static boolean leadsTo(Truth truth, Name target, RrSet cname, @Nullable RrSet dname) {
    return truth instanceof Truth.Alias alias
        && target.equals(alias.target())
        && cname.ttl() <= alias.ttl()
        && (alias.dname() == null) == (dname == null);
  }

  static boolean holds(Truth truth, RrSet data) {
    return truth instanceof Truth.Data known
        && data.ttl() <= known.ttl()
        && sorted(known.rrSet()).equals(sorted(data));
  }

  /** The records in an order of their own; letters of names in them may differ in case. */
  static List<String> sorted(RrSet set) {
    List<String> records = new ArrayList<>();
    for (Rdata rdata : set.records()) {
      byte[] octets = new byte[rdata.length()];
      for (int i = 0; i < octets.length; i++) {
        int octet = rdata.u8(i);
        octets[i] = (byte) (octet >= 'A' && octet <= 'Z' ? octet + 32 : octet);
      }
      records.add(HexFormat.of().formatHex(octets));
    }
    records.sort(null);
    return records;
  }

  private static String untrue(RrSet said, List<Truth> truths) {
    return "untrue: " + said + " instead of " + truths;
  }

  private static @Nullable RrSet find(List<RrSet> section, Name owner, RrType type) {
    return section.stream()
        .filter(set -> set.owner().equals(owner) && set.type().equals(type))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable RrSet dnameAbove(List<RrSet> section, Name name) {
    return section.stream()
        .filter(set -> set.type().equals(RrType.DNAME) && name.isBelow(set.owner()))
        .findFirst()
        .orElse(null);
  }
}
