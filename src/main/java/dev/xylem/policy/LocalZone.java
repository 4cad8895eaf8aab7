package dev.xylem.policy;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A name whose questions, and those of all names below it, are judged here: by the records that the
 * operator gives, and by the zone's type where those say nothing.
 *
 * <p>An owner with an asterisk right below the apex stands for all names that have no record of
 * their own (RFC 4592).
 */
public final class LocalZone {
  private static final int NULL_TTL = 3600;
  private static final Rdata NULL_IPV4 = Rdata.of(new byte[4]);
  private static final Rdata NULL_IPV6 = Rdata.of(new byte[16]);

  private final Name apex;
  private final Type type;
  private final Map<Name, List<RrSet>> data = new HashMap<>();
  private final Set<Name> innerNames = new HashSet<>();

  /** What becomes of a question for a name in a zone. */
  public enum Type {
    /** Records answer; other types of their names have no data, other names do not exist. */
    STATIC,
    /** Records answer; other types of their names have no data, other names are resolved. */
    TRANSPARENT,
    /** Records answer; everything else is resolved. */
    TYPETRANSPARENT,
    /** The records at the apex answer for all names. */
    REDIRECT,
    /** Records answer; everything else is refused. */
    REFUSE,
    /** Records answer; everything else gets no reply at all. */
    DENY,
    /** No name exists, whatever the records say; this and what follows is for clients' groups. */
    ALWAYS_NXDOMAIN,
    ALWAYS_NODATA,
    ALWAYS_REFUSE,
    ALWAYS_DENY,
    /** Every name is resolved as usual. */
    ALWAYS_TRANSPARENT,
    /** Every name has the address 0.0.0.0 and {@code ::}, which lead nowhere. */
    ALWAYS_NULL,
    /** No name has an IPv4 address; everything else is resolved. */
    BLOCK_A
  }

  /** A zone of the records {@code rrSets}, which are at or below {@code apex}. */
  public LocalZone(Name apex, Type type, Collection<RrSet> rrSets) {
    this.apex = apex;
    this.type = type;
    rrSets.forEach(this::add);
  }

  private void add(RrSet rrSet) {
    data.computeIfAbsent(rrSet.owner(), _ -> new ArrayList<>()).add(rrSet);
    for (int labels = rrSet.owner().labelCount() - 1; labels >= apex.labelCount(); labels--) {
      innerNames.add(rrSet.owner().ancestor(labels));
    }
  }

  /** The name that this is about. */
  public Name apex() {
    return apex;
  }

  public Type type() {
    return type;
  }

  /** What is said to a question for a name in this zone as if it were of type {@code as}. */
  Verdict judge(Question question, Type as) {
    return switch (as) {
      case ALWAYS_NXDOMAIN -> new Verdict.Blocked(new Verdict.NxDomain(soa()));
      case ALWAYS_NODATA -> new Verdict.Blocked(new Verdict.NoData(soa()));
      case ALWAYS_REFUSE -> new Verdict.Refuse();
      case ALWAYS_DENY -> new Verdict.Drop();
      case ALWAYS_TRANSPARENT -> new Verdict.Resolve();
      case ALWAYS_NULL -> nullAddress(question);
      case BLOCK_A ->
          question.type().equals(RrType.A)
              ? new Verdict.Blocked(new Verdict.NoData(soa()))
              : new Verdict.Resolve();
      case REDIRECT -> redirected(question, data.getOrDefault(apex, List.of()));
      case STATIC, TRANSPARENT, TYPETRANSPARENT, REFUSE, DENY -> fromRecords(question, as);
    };
  }

  /** The answer of {@code rrSets} to whatever name was asked for. */
  Verdict redirected(Question question, List<RrSet> rrSets) {
    Verdict answer = answer(question, rrSets);
    return answer != null ? answer : new Verdict.NoData(soa());
  }

  private Verdict fromRecords(Question question, Type as) {
    List<RrSet> exact = data.get(question.name());
    boolean inner = innerNames.contains(question.name());
    Name wildcard = apex.wildcard();
    List<RrSet> found =
        exact == null && !inner && wildcard != null && !question.name().equals(apex)
            ? data.get(wildcard)
            : exact;
    Verdict answer = found == null ? null : answer(question, found);
    if (answer != null) {
      return answer;
    }
    return switch (as) {
      case REFUSE -> new Verdict.Refuse();
      case DENY -> new Verdict.Drop();
      case STATIC ->
          found != null || inner ? new Verdict.NoData(soa()) : new Verdict.NxDomain(soa());
      case TRANSPARENT -> found != null ? new Verdict.NoData(soa()) : new Verdict.Resolve();
      default -> new Verdict.Resolve();
    };
  }

  /** What {@code rrSets} say under the name asked for; null when they have nothing of its type. */
  private @Nullable Verdict answer(Question question, List<RrSet> rrSets) {
    boolean any = question.type().equals(RrType.ANY);
    List<RrSet> answers = new ArrayList<>();
    for (RrSet rrSet : rrSets) {
      if (any || rrSet.type().equals(question.type())) {
        answers.add(rrSet.withOwner(question.name()));
      }
    }
    if (!answers.isEmpty()) {
      return new Verdict.Answer(answers);
    }
    for (RrSet rrSet : rrSets) {
      if (rrSet.type().equals(RrType.CNAME)) {
        return alias(question, rrSet);
      }
    }
    return null;
  }

  /** A target that begins with an asterisk takes the whole name asked for in its place. */
  private static Verdict alias(Question question, RrSet cname) {
    Name target = cname.target();
    if (target.isWildcard()) {
      target = question.name().replaceSuffix(Name.ROOT, target.parent());
    }
    return target == null
        ? new Verdict.TooLong()
        : new Verdict.Alias(RrSet.of(question.name(), RrType.CNAME, cname.ttl(), Rdata.of(target)));
  }

  private Verdict nullAddress(Question question) {
    Rdata rdata =
        question.type().equals(RrType.A)
            ? NULL_IPV4
            : question.type().equals(RrType.AAAA) ? NULL_IPV6 : null;
    return rdata == null
        ? new Verdict.Blocked(new Verdict.NoData(soa()))
        : new Verdict.Blocked(
            new Verdict.Answer(
                List.of(RrSet.of(question.name(), question.type(), NULL_TTL, rdata))));
  }

  private @Nullable RrSet soa() {
    return data.getOrDefault(apex, List.of()).stream()
        .filter(rrSet -> rrSet.type().equals(RrType.SOA))
        .findFirst()
        .orElse(null);
  }
}
