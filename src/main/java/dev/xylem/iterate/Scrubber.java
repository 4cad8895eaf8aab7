package dev.xylem.iterate;

import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops from a reply what its server has no say in: everything not at or below the zone that the
 * server was asked as an authority of, and everything of another class (S10, S11); and addresses
 * that the operator does not want from strangers.
 *
 * <p>What is in bailiwick and yet uncalled for (an NS RRset beside an answer, addresses nobody
 * needs) never leaves {@link ReplyClassifier}, whose results have no place for it.
 */
final class Scrubber {
  /** Signatures kept of one RRset: no zone needs more, and each costs a check (S50). */
  private static final int MOST_SIGNATURES = 8;

  private final PrivateAddresses privateAddresses;
  private final int mostNsRecords;

  Scrubber(IterationPolicy policy) {
    this.privateAddresses = policy.privateAddresses();
    this.mostNsRecords = policy.talk().nsRecords();
  }

  Message scrub(Message reply, Name zone, RrClass rrClass, Work work) {
    return new Message(
        reply.header(),
        reply.rcode(),
        reply.questions(),
        inBailiwick(reply.answer(), zone, rrClass, work),
        inBailiwick(reply.authority(), zone, rrClass, work),
        inBailiwick(reply.additional(), zone, rrClass, work),
        reply.edns());
  }

  private List<RrSet> inBailiwick(List<RrSet> section, Name zone, RrClass rrClass, Work work) {
    if (section.isEmpty()) {
      return section;
    }
    List<RrSet> kept = new ArrayList<>(section.size());
    RrSet dropped = null;
    for (RrSet rrSet : section) {
      if (rrSet.owner().isAtOrBelow(zone) && rrSet.rrClass().equals(rrClass)) {
        RrSet wanted = privateAddresses.takenOutOf(shortened(rrSet));
        if (!wanted.records().isEmpty()) {
          kept.add(wanted.withSignatures(rrSet.signatures().head(MOST_SIGNATURES)));
        }
      } else if (dropped == null) {
        dropped = rrSet;
      }
    }
    if (dropped != null) {
      // One entry for all: a reply may hold thousands, and they must not crowd the trace.
      int count = section.size() - kept.size();
      work.note(new Event.Scrubbed(dropped.owner(), dropped.type(), zone, count));
    }
    return kept;
  }

  private RrSet shortened(RrSet rrSet) {
    boolean large = rrSet.type().equals(RrType.NS) && rrSet.records().size() > mostNsRecords;
    return large
        ? new RrSet(
            rrSet.owner(),
            rrSet.type(),
            rrSet.rrClass(),
            rrSet.ttl(),
            rrSet.records().head(mostNsRecords),
            rrSet.signatures())
        : rrSet;
  }
}
