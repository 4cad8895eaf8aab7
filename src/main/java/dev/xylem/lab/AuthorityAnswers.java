package dev.xylem.lab;

import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Opcode;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;
import dev.xylem.zone.Zone;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a good authoritative server answers (RFC 1034 §4.3.2, RFC 4035 §3.1): a function of its
 * zones and the query, without sockets, so that the simulator can use it too.
 */
public final class AuthorityAnswers {
  private final NavigableMap<Name, ServedZone> zones = new TreeMap<>();

  /** The answers of a server that has these zones. */
  public AuthorityAnswers(List<Zone> zones) {
    zones.forEach(zone -> this.zones.put(zone.apex(), new ServedZone(zone)));
  }

  /**
   * The response to {@code query}; null when it is a response itself and so must not be answered.
   * The encoder cuts it to the size that the transport allows.
   */
  public @Nullable Message answer(Message query) {
    if (query.has(Flag.QR)) {
      return null;
    }
    Edns edns = query.edns();
    if (edns != null && edns.version() > 0) {
      return refusal(query, Rcode.BADVERS);
    }
    if (!query.header().opcode().equals(Opcode.QUERY)) {
      return refusal(query, Rcode.NOTIMP);
    }
    if (query.questions().size() != 1) {
      return refusal(query, Rcode.FORMERR);
    }
    Question question = query.question();
    boolean transfer = question.type().equals(RrType.AXFR) || question.type().equals(RrType.IXFR);
    if (transfer || !question.rrClass().equals(RrClass.IN)) {
      return refusal(query, Rcode.REFUSED);
    }
    if (question.type().isMeta() && !question.type().equals(RrType.ANY)) {
      return refusal(query, Rcode.NOTIMP);
    }
    ServedZone zone = zoneFor(question.name(), question.type());
    return zone == null
        ? refusal(query, Rcode.REFUSED)
        : new AnswerWalk(this, query).from(zone).response(responseHeader(query), ourEdns(edns));
  }

  /**
   * The zone that speaks about {@code type} at {@code name}: the deepest that holds the name; for
   * DS at an apex its parent, if that is here (RFC 4035 §3.1.4.1). Null when none is.
   */
  @Nullable ServedZone zoneFor(Name name, RrType type) {
    for (int labels = name.labelCount(); labels >= 0; labels--) {
      ServedZone zone = zones.get(name.ancestor(labels));
      boolean parentKnowsBetter =
          type.equals(RrType.DS) && labels == name.labelCount() && hasZoneAbove(name);
      if (zone != null && !parentKnowsBetter) {
        return zone;
      }
    }
    return null;
  }

  private boolean hasZoneAbove(Name name) {
    for (int labels = name.labelCount() - 1; labels >= 0; labels--) {
      if (zones.containsKey(name.ancestor(labels))) {
        return true;
      }
    }
    return false;
  }

  private static Message refusal(Message query, Rcode rcode) {
    return Message.empty(responseHeader(query), rcode, query.questions())
        .withEdns(ourEdns(query.edns()));
  }

  /** Id, opcode, RD and CD of the query; what the server itself has to say is not in it yet. */
  private static Header responseHeader(Message query) {
    Header header = Header.of(query.header().id(), Flag.QR).withOpcode(query.header().opcode());
    header = query.has(Flag.RD) ? header.with(Flag.RD) : header;
    return query.has(Flag.CD) ? header.with(Flag.CD) : header;
  }

  /** An OPT record only where the query had one (RFC 6891 §6.1.1); DO is copied (RFC 3225). */
  private static @Nullable Edns ourEdns(@Nullable Edns theirs) {
    return theirs == null ? null : new Edns(Edns.SAFE_UDP_SIZE, 0, theirs.dnssecOk(), List.of());
  }
}
