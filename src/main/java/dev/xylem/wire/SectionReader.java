package dev.xylem.wire;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the records of one section into RRsets, each with the RRSIGs that cover it. */
final class SectionReader {
  private final Map<Question, Group> groups = new LinkedHashMap<>();
  private @Nullable Group latest;

  void add(Name owner, RrType type, RrClass rrClass, int ttl, Rdata rdata) {
    boolean signature = type.equals(RrType.RRSIG);
    RrType covered = signature ? RrType.of(rdata.u16(0)) : type;
    Group group = groupOf(owner, covered, rrClass);
    (signature ? group.signatures : group.records).add(rdata);
    group.ttl = Math.min(group.ttl, ttl);
  }

  List<RrSet> rrSets() {
    if (groups.isEmpty()) {
      return List.of();
    }
    List<RrSet> sets = new ArrayList<>(groups.size());
    boolean alone = false;
    for (Group group : groups.values()) {
      if (!group.records.isEmpty()) {
        sets.add(group.toRrSet());
      }
      alone |= group.isSignaturesOnly();
    }
    if (alone) {
      addSignaturesAlone(sets);
    }
    return sets;
  }

  private void addSignaturesAlone(List<RrSet> sets) {
    Map<Question, List<Rdata>> lone = new LinkedHashMap<>();
    Map<Question, Integer> loneTtl = new LinkedHashMap<>();
    for (Group group : groups.values()) {
      if (group.isSignaturesOnly()) {
        var key = new Question(group.owner, RrType.RRSIG, group.rrClass);
        lone.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(group.signatures);
        loneTtl.merge(key, group.ttl, Math::min);
      }
    }
    lone.forEach((key, rdata) ->
        sets.add(
            new RrSet(
                key.name(),
                key.type(),
                key.rrClass(),
                loneTtl.getOrDefault(key, 0),
                RdataList.of(rdata),
                RdataList.EMPTY)));
  }

  /** Takes over the signatures of RRsets here that stand alone in another of {@code sections}. */
  void adoptSignatures(List<SectionReader> sections) {
    for (SectionReader other : sections) {
      for (Map.Entry<Question, Group> entry : other.groups.entrySet()) {
        Group lone = entry.getValue();
        Group here = groups.get(entry.getKey());
        if (other != this && lone.isSignaturesOnly() && here != null && !here.records.isEmpty()) {
          here.signatures.addAll(lone.signatures);
          lone.signatures.clear();
        }
      }
    }
  }

  private Group groupOf(Name owner, RrType type, RrClass rrClass) {
    if (latest != null && latest.is(owner, type, rrClass)) {
      return latest;
    }
    latest =
        groups.computeIfAbsent(
            new Question(owner, type, rrClass), _ -> new Group(owner, type, rrClass));
    return latest;
  }

  private static final class Group {
    private final Name owner;
    private final RrType type;
    private final RrClass rrClass;
    private final List<Rdata> records = new ArrayList<>(2);
    private final List<Rdata> signatures = new ArrayList<>(1);
    private int ttl = Integer.MAX_VALUE;

    Group(Name owner, RrType type, RrClass rrClass) {
      this.owner = owner;
      this.type = type;
      this.rrClass = rrClass;
    }

    boolean is(Name otherOwner, RrType otherType, RrClass otherClass) {
      return type.equals(otherType) && rrClass.equals(otherClass) && owner.equals(otherOwner);
    }

    boolean isSignaturesOnly() {
      return records.isEmpty() && !signatures.isEmpty();
    }

    RrSet toRrSet() {
      return new RrSet(owner, type, rrClass, ttl, RdataList.of(records), RdataList.of(signatures));
    }
  }
}
