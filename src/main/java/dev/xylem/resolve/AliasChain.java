package dev.xylem.resolve;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.iterate.FailureCause;
import dev.xylem.runtime.Limit;
import dev.xylem.runtime.Work;
import dev.xylem.telemetry.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Follows aliases link by link to where there is data or none (RFC 1034 §3.6.2). */
final class AliasChain {
  /** To such a question the CNAME that a DNAME implies is the answer (RFC 6672 §3.2). */
  private static final Set<RrType> ALIAS_IS_DATA = Set.of(RrType.CNAME, RrType.ANY);

  private AliasChain() {}

  /** What is at the end of the chain that begins at {@code question}; {@code links} knows each. */
  static Resolution follow(Question question, Work work, Function<Question, Link> links) {
    List<RrSet> chain = new ArrayList<>();
    List<RrSet> proofs = new ArrayList<>();
    Set<Name> visited = new HashSet<>();
    Security security = Security.SECURE;
    Question at = question;
    while (visited.add(at.name())) {
      switch (links.apply(at)) {
        case Link.Data(RrSet rrSet, var proof, Security state) -> {
          addNew(proof, proofs);
          return new Resolution.Answer(chain, rrSet, proofs, weaker(security, state));
        }
        case Link.All(var rrSets, var proof, Security state) -> {
          addNew(proof, proofs);
          return new Resolution.AnyAnswer(chain, rrSets, proofs, weaker(security, state));
        }
        case Link.AliasTo(var aliases, Name target, var proof, Security state) -> {
          work.spend(Limit.ALIASES);
          work.note(new Event.Aliased(at.name(), target));
          addNew(proof, proofs);
          security = weaker(security, state);
          if (ALIAS_IS_DATA.contains(question.type())) {
            addNew(aliases.subList(0, aliases.size() - 1), chain);
            return new Resolution.Answer(chain, aliases.getLast(), proofs, security);
          }
          addNew(aliases, chain);
          if (target.equals(at.name()) && aliases.getFirst().type().equals(RrType.DNAME)) {
            // All there is to know; an error would only make the client ask elsewhere.
            return new Resolution.NoData(chain, null, proofs, security);
          }
          at = question.withName(target);
        }
        case Link.Nothing(boolean wholeName, RrSet soa, var proof, Security state) -> {
          addNew(proof, proofs);
          Security all = weaker(security, state);
          return wholeName
              ? new Resolution.NxDomain(chain, soa, proofs, all)
              : new Resolution.NoData(chain, soa, proofs, all);
        }
        case Link.Broken(var aliases, FailureCause cause, String detail, int ttl) -> {
          chain.addAll(aliases);
          return new Resolution.Failure(chain, cause, detail, ttl);
        }
      }
    }
    String detail = "the aliases of " + at.name() + " lead in a circle";
    return new Resolution.Failure(List.of(), FailureCause.LOOP, detail, 0);
  }

  /** What one link needs, another may have needed before it: no RRset goes out twice. */
  private static void addNew(List<RrSet> rrSets, List<RrSet> all) {
    for (RrSet rrSet : rrSets) {
      if (!isAmong(all, rrSet)) {
        all.add(rrSet);
      }
    }
  }

  private static boolean isAmong(List<RrSet> all, RrSet rrSet) {
    for (RrSet known : all) {
      if (isSame(known, rrSet)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSame(RrSet a, RrSet b) {
    return a.type().equals(b.type()) && a.owner().equals(b.owner());
  }

  /** An answer is as good as its worst link (RFC 4035 §3.2.3). */
  private static Security weaker(Security a, Security b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
