package dev.xylem.resolve;

import dev.xylem.cache.RrSetCache;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.ReverseName;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Gives names that have IPv4 addresses only IPv6 ones, which a translator makes IPv4 again (RFC
 * 6147). What is made up is as secure as what it is made of (§5.5), and carries no signatures.
 *
 * @param prefix of the translator (RFC 6052 §2.2)
 * @param ignored names at and below which IPv6 addresses count only when there are no others
 */
public record Dns64(IpPrefix prefix, List<Name> ignored) {
  /** TTL when nothing says for how long there is no AAAA (RFC 6147 §5.1.7), in seconds. */
  private static final int TTL_WITHOUT_SOA = 600;

  public Dns64 {
    ignored = List.copyOf(ignored);
  }

  /** The resolution of {@code question}, by what {@code plain} resolves without translation. */
  Resolution resolve(Question question, Function<Question, Resolution> plain) {
    if (!question.rrClass().equals(RrClass.IN)) {
      return plain.apply(question);
    }
    if (question.type().equals(RrType.PTR)) {
      return pointer(question, plain);
    }
    Resolution own = plain.apply(question);
    return question.type().equals(RrType.AAAA) ? address(question, own, plain) : own;
  }

  private Resolution address(
      Question question, Resolution own, Function<Question, Resolution> plain) {
    return switch (own) {
      case Resolution.Answer answer when isIgnored(question.name()) ->
          translated(question, own, answer.rrSet().ttl(), plain);
      case Resolution.Answer answer -> {
        RrSet wanted = withoutMapped(answer.rrSet());
        if (wanted == answer.rrSet()) {
          yield own;
        }
        yield wanted.records().isEmpty()
            ? translated(question, own, answer.rrSet().ttl(), plain)
            : new Resolution.Answer(answer.chain(), wanted, answer.proofs(), answer.security());
      }
      case Resolution.NoData none -> {
        RrSet soa = none.soa();
        int ttl = soa == null ? TTL_WITHOUT_SOA : RrSetCache.negativeTtl(soa);
        yield translated(question, own, ttl, plain);
      }
      // Silence and errors count as absence (§5.1.2, §5.1.3); what is bogus stays so (§5.5).
      case Resolution.Failure failure when failure.cause().isOfServers() ->
          translated(question, own, TTL_WITHOUT_SOA, plain);
      case Resolution.Stale(Resolution old) -> stale(address(question, old, plain));
      case Resolution.NxDomain _, Resolution.AnyAnswer _, Resolution.Failure _ -> own;
    };
  }

  /** AAAA records made of A records; {@code own} when there are none of these. */
  private Resolution translated(
      Question question, Resolution own, int ttl, Function<Question, Resolution> plain) {
    var ipv4 = new Question(question.name(), RrType.A, question.rrClass());
    return switch (plain.apply(ipv4)) {
      case Resolution.Stale(Resolution.Answer answer) ->
          stale(translated(question, own, ttl, _ -> answer));
      case Resolution.Answer(var chain, RrSet a, _, Security security) -> {
        List<Rdata> made = new ArrayList<>();
        for (InetAddress address : a.addresses()) {
          made.add(Rdata.of(prefix.embed(address).getAddress()));
        }
        RrSet aaaa =
            new RrSet(
                a.owner(),
                RrType.AAAA,
                a.rrClass(),
                Math.min(a.ttl(), ttl),
                RdataList.of(made),
                RdataList.EMPTY);
        boolean proven = own.isSecure() && security == Security.SECURE;
        yield new Resolution.Answer(
            chain, aaaa, List.of(), proven ? Security.SECURE : Security.INSECURE);
      }
      case Resolution.Failure failure when own instanceof Resolution.NoData -> failure;
      default -> own;
    };
  }

  private boolean isIgnored(Name name) {
    for (Name top : ignored) {
      if (name.isAtOrBelow(top)) {
        return true;
      }
    }
    return false;
  }

  /** An IPv4-mapped address is of no use to those who need IPv6 (§5.1.4). */
  private static RrSet withoutMapped(RrSet aaaa) {
    List<InetAddress> addresses = aaaa.addresses();
    List<Rdata> kept = new ArrayList<>(addresses.size());
    for (InetAddress address : addresses) {
      if (!(address instanceof Inet4Address)) {
        kept.add(Rdata.of(address.getAddress()));
      }
    }
    if (kept.size() == addresses.size()) {
      return aaaa;
    }
    return new RrSet(
        aaaa.owner(), aaaa.type(), aaaa.rrClass(), aaaa.ttl(), RdataList.of(kept), RdataList.EMPTY);
  }

  /**
   * The name of an address behind the prefix is that of the IPv4 address in it (§5.3.1), shown
   * under the name that was asked for.
   */
  private Resolution pointer(Question question, Function<Question, Resolution> plain) {
    InetAddress address = ReverseName.ipv6(question.name());
    if (address == null || !prefix.contains(address)) {
      return plain.apply(question);
    }
    Name ipv4 = ReverseName.of(prefix.embedded(address));
    return renamed(plain.apply(question.withName(ipv4)), ipv4, question.name());
  }

  private static Resolution renamed(Resolution resolution, Name from, Name to) {
    return switch (resolution) {
      case Resolution.Answer(var chain, RrSet rrSet, _, _) ->
          new Resolution.Answer(
              renamed(chain, from, to), renamed(rrSet, from, to), List.of(), Security.INSECURE);
      case Resolution.NoData(var chain, var soa, _, _) ->
          new Resolution.NoData(renamed(chain, from, to), soa, List.of(), Security.INSECURE);
      case Resolution.NxDomain(var chain, var soa, _, _) ->
          new Resolution.NxDomain(renamed(chain, from, to), soa, List.of(), Security.INSECURE);
      case Resolution.Stale(Resolution old) -> stale(renamed(old, from, to));
      case Resolution.AnyAnswer _, Resolution.Failure _ -> resolution;
    };
  }

  /** What is made of something stale is stale. */
  private static Resolution stale(Resolution made) {
    return made instanceof Resolution.Failure || made instanceof Resolution.Stale
        ? made
        : new Resolution.Stale(made);
  }

  private static List<RrSet> renamed(List<RrSet> rrSets, Name from, Name to) {
    return rrSets.stream().map(rrSet -> renamed(rrSet, from, to)).toList();
  }

  private static RrSet renamed(RrSet rrSet, Name from, Name to) {
    return rrSet.owner().equals(from) ? rrSet.withOwner(to).withoutSignatures() : rrSet;
  }
}
