package dev.xylem.wire;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the records of one section into RRsets, each with the RRSIGs that cover it. */
final class SectionReader {
  /** So many RRsets are looked through; a section may hold thousands, and then a map finds them. */
  private static final int FEW = 8;

  private final List<Group> groups = new ArrayList<>();
  private Map<Question, Group> groupsIfMany = Map.of();
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
    for (Group group : groups) {
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
    for (Group group : groups) {
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
      for (Group lone : other.groups) {
        Group here =
            other != this && lone.isSignaturesOnly()
                ? find(lone.owner, lone.type, lone.rrClass)
                : null;
        if (here != null && !here.records.isEmpty()) {
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
    Group group = find(owner, type, rrClass);
    if (group == null) {
      group = new Group(owner, type, rrClass);
      add(group);
    }
    latest = group;
    return group;
  }

  private void add(Group group) {
    groups.add(group);
    if (groups.size() == FEW + 1) {
      groupsIfMany = new HashMap<>();
      groups.forEach(each -> groupsIfMany.put(each.key(), each));
    } else if (groups.size() > FEW) {
      groupsIfMany.put(group.key(), group);
    }
  }

  private @Nullable Group find(Name owner, RrType type, RrClass rrClass) {
    if (groups.size() > FEW) {
      return groupsIfMany.get(new Question(owner, type, rrClass));
    }
    for (Group group : groups) {
      if (group.is(owner, type, rrClass)) {
        return group;
      }
    }
    return null;
  }

  private static final class Group {
    private final Name owner;
    private final RrType type;
    private final RrClass rrClass;
    private final List<Rdata> records = new ArrayList<>(2);
    private final List<Rdata> signatures = new ArrayList<>(0);
    private int ttl = Integer.MAX_VALUE;

    Group(Name owner, RrType type, RrClass rrClass) {
      this.owner = owner;
      this.type = type;
      this.rrClass = rrClass;
    }

    boolean is(Name otherOwner, RrType otherType, RrClass otherClass) {
      return type.equals(otherType) && rrClass.equals(otherClass) && owner.equals(otherOwner);
    }

    Question key() {
      return new Question(owner, type, rrClass);
    }

    boolean isSignaturesOnly() {
      return records.isEmpty() && !signatures.isEmpty();
    }

    RrSet toRrSet() {
      return new RrSet(owner, type, rrClass, ttl, RdataList.of(records), RdataList.of(signatures));
    }
  }
}
