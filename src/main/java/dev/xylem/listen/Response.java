package dev.xylem.listen;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.NameServer;
import dev.xylem.dns.Edns;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.policy.Verdict;
import dev.xylem.resolve.Resolution;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to a query, before it is encoded. Says no more than was asked: no NS RRsets, no
 * addresses, and DNSSEC records only to those who set DO (RFC 3225).
 *
 * @param security what validation says of all of it
 * @param error sent as Extended DNS Error to clients that understand EDNS
 */
record Response(
    Rcode rcode,
    List<RrSet> answer,
    List<RrSet> authority,
    List<RrSet> additional,
    Security security,
    @Nullable ExtendedError error,
    Origin origin) {

  /** Whose word a response is. */
  enum Origin {
    /** Others': found out for the client. */
    RESOLVED,
    /** The operator's: authoritative. */
    LOCAL,
    /** Nobody's: who is not served has no recursion available here. */
    NONE
  }

  Response(
      Rcode rcode,
      List<RrSet> answer,
      List<RrSet> authority,
      List<RrSet> additional,
      @Nullable ExtendedError error) {
    this(rcode, answer, authority, additional, Security.UNCHECKED, error, Origin.RESOLVED);
  }

  static Response of(Rcode rcode) {
    return new Response(rcode, List.of(), List.of(), List.of(), null);
  }

  static Response of(Rcode rcode, ExtendedError error) {
    return new Response(rcode, List.of(), List.of(), List.of(), error);
  }

  /** REFUSED to a client that is not served, or not with this. */
  static Response refused(ExtendedError error) {
    return new Response(
        Rcode.REFUSED, List.of(), List.of(), List.of(), Security.UNCHECKED, error, Origin.NONE);
  }

  /** The operator's word; {@code soa} may be null. */
  static Response local(Rcode rcode, List<RrSet> answer, @Nullable RrSet soa) {
    List<RrSet> authority = soa == null ? List.of() : List.of(soa);
    return new Response(
        rcode, answer, authority, List.of(), Security.UNCHECKED, null, Origin.LOCAL);
  }

  Response with(ExtendedError newError) {
    return new Response(rcode, answer, authority, additional, security, newError, origin);
  }

  /** With the id of its trace in the error text of a failure, for whoever asks the operator why. */
  Response traced(String id) {
    return error == null || !rcode.equals(Rcode.SERVFAIL) ? this : with(error.withTrace(id));
  }

  /** What an alias of the operator leads to: authoritative when it leads to something. */
  Response behind(RrSet cname) {
    List<RrSet> whole = new ArrayList<>(List.of(cname));
    whole.addAll(answer);
    Origin whose = rcode.equals(Rcode.SERVFAIL) ? origin : Origin.LOCAL;
    return new Response(
        rcode,
        rcode.equals(Rcode.SERVFAIL) ? answer : whole,
        authority,
        additional,
        Security.UNCHECKED,
        error,
        whose);
  }

  static Response answer(List<RrSet> rrSets) {
    return new Response(Rcode.NOERROR, rrSets, List.of(), List.of(), null);
  }

  static Response of(Resolution resolution) {
    List<RrSet> chain = resolution.chain();
    return switch (resolution) {
      case Resolution.Answer answer ->
          resolved(
              Rcode.NOERROR, joined(chain, answer.rrSet()), answer.proofs(), answer.security());
      case Resolution.AnyAnswer(var aliases, var rrSets, var proofs, Security security) ->
          resolved(Rcode.NOERROR, joined(aliases, rrSets), proofs, security);
      case Resolution.NoData none ->
          resolved(Rcode.NOERROR, chain, joined(none.proofs(), none.soa()), none.security());
      case Resolution.NxDomain none ->
          resolved(Rcode.NXDOMAIN, chain, joined(none.proofs(), none.soa()), none.security());
      case Resolution.Stale stale -> of(stale.old()).with(stale.extendedError());
      case Resolution.Failure failure ->
          new Response(
              failure.rcode(),
              // Half a chain of aliases is of no use to anybody, unless its end explains itself.
              failure.rcode().equals(Rcode.SERVFAIL) ? List.of() : chain,
              List.of(),
              List.of(),
              failure.extendedError());
    };
  }

  private static Response resolved(
      Rcode rcode, List<RrSet> answer, List<RrSet> authority, Security security) {
    return new Response(rcode, answer, authority, List.of(), security, null, Origin.RESOLVED);
  }

  /** What the operator says; null for a verdict that is not an answer by itself. */
  static @Nullable Response of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Answer(List<RrSet> rrSets) -> local(Rcode.NOERROR, rrSets, null);
      case Verdict.NoData(RrSet soa) -> local(Rcode.NOERROR, List.of(), soa);
      case Verdict.NxDomain(RrSet soa) -> local(Rcode.NXDOMAIN, List.of(), soa);
      case Verdict.Refuse _ ->
          local(Rcode.REFUSED, List.of(), null)
              .with(new ExtendedError(ExtendedError.PROHIBITED, "by local policy"));
      case Verdict.TooLong _ ->
          local(Rcode.YXDOMAIN, List.of(), null)
              .with(new ExtendedError(ExtendedError.OTHER, "a local alias becomes too long"));
      case Verdict.Blocked(Verdict instead) -> {
        Response response = of(instead);
        yield response == null
            ? null
            : response.with(new ExtendedError(ExtendedError.BLOCKED, "by local policy"));
      }
      case Verdict.Resolve _, Verdict.Alias _, Verdict.Drop _ -> null;
    };
  }

  /** The best referral there is, for a client that does not desire recursion (RFC 1034 §4.3.2). */
  static Response referral(DelegationPoint delegation, int ttl) {
    List<Rdata> names = new ArrayList<>();
    List<RrSet> addresses = new ArrayList<>();
    for (NameServer server : delegation.servers()) {
      names.add(Rdata.of(server.name()));
      addIfAny(addresses, server, RrType.A, ttl);
      addIfAny(addresses, server, RrType.AAAA, ttl);
    }
    RrSet ns =
        new RrSet(
            delegation.zone(), RrType.NS, RrClass.IN, ttl, RdataList.of(names), RdataList.EMPTY);
    return new Response(Rcode.NOERROR, List.of(), List.of(ns), addresses, null);
  }

  private static void addIfAny(List<RrSet> rrSets, NameServer server, RrType type, int ttl) {
    List<Rdata> addresses = new ArrayList<>();
    for (InetAddress address : server.addresses()) {
      if (address instanceof Inet4Address == type.equals(RrType.A)) {
        addresses.add(Rdata.of(address.getAddress()));
      }
    }
    if (!addresses.isEmpty()) {
      rrSets.add(
          new RrSet(
              server.name(), type, RrClass.IN, ttl, RdataList.of(addresses), RdataList.EMPTY));
    }
  }

  /**
   * Whether this may be given again for as long as its records live. A failure may not, nor a
   * negative answer without SOA, which nobody may keep (RFC 2308 §5).
   */
  boolean isLasting() {
    boolean alias = !answer.isEmpty() && answer.getLast().type().equals(RrType.CNAME);
    boolean positive = rcode.equals(Rcode.NOERROR) && !answer.isEmpty() && !alias;
    return error == null && (positive || hasSoa(authority));
  }

  private static boolean hasSoa(List<RrSet> rrSets) {
    for (RrSet rrSet : rrSets) {
      if (rrSet.type().equals(RrType.SOA)) {
        return true;
      }
    }
    return false;
  }

  /** The message that answers {@code query}, without OPT record. */
  Message toMessage(Message query) {
    Header header = Header.of(query.header().id(), Flag.QR);
    header = origin == Origin.NONE ? header : header.with(Flag.RA);
    header = origin == Origin.LOCAL ? header.with(Flag.AA) : header;
    header = query.has(Flag.RD) ? header.with(Flag.RD) : header;
    header = query.has(Flag.CD) ? header.with(Flag.CD) : header;
    boolean signed = query.dnssecOk();
    // Only who understands it is told (RFC 6840 §5.7, §5.8).
    boolean asked = signed || query.has(Flag.AD);
    header = asked && security == Security.SECURE ? header.with(Flag.AD) : header;
    return new Message(
        header,
        rcode,
        query.questions(),
        signed ? answer : unsigned(answer),
        signed ? authority : unsigned(withoutProofs(authority)),
        signed ? additional : unsigned(additional),
        null);
  }

  /**
   * The OPT record that answers {@code query}, with {@code more} options; null when it had none.
   */
  @Nullable Edns edns(Message query, List<EdnsOption> more) {
    if (query.edns() == null) {
      return null;
    }
    List<EdnsOption> options = new ArrayList<>(more);
    if (error != null) {
      options.add(error.toOption());
    }
    return new Edns(Edns.SAFE_UDP_SIZE, 0, query.dnssecOk(), options);
  }

  private static List<RrSet> joined(List<RrSet> first, @Nullable RrSet last) {
    return joined(first, last == null ? List.of() : List.of(last));
  }

  private static List<RrSet> joined(List<RrSet> first, List<RrSet> last) {
    List<RrSet> joined = new ArrayList<>(first.size() + last.size());
    joined.addAll(first);
    joined.addAll(last);
    return joined;
  }

  private static List<RrSet> unsigned(List<RrSet> rrSets) {
    List<RrSet> unsigned = new ArrayList<>(rrSets.size());
    for (RrSet rrSet : rrSets) {
      unsigned.add(rrSet.withoutSignatures());
    }
    return unsigned;
  }

  private static List<RrSet> withoutProofs(List<RrSet> rrSets) {
    List<RrSet> kept = new ArrayList<>(rrSets.size());
    for (RrSet rrSet : rrSets) {
      if (!rrSet.type().equals(RrType.NSEC) && !rrSet.type().equals(RrType.NSEC3)) {
        kept.add(rrSet);
      }
    }
    return kept;
  }
}
