package dev.xylem.replay;

import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.replay.Scenario.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a client got with what a scenario expects.
 *
 * <p>Every leniency is here: NS RRsets beside a positive answer and the additional section are not
 * compared, because minimal responses are an implementation's choice; nor is the order of records
 * in an RRset. Letter case of names is not compared (RFC 4343).
 */
final class AnswerCheck {
  private AnswerCheck() {}

  /** What differs, in words; null when nothing does. */
  static @Nullable String difference(Entry expected, Message got) {
    Message wanted = expected.message();
    for (String word : expected.match()) {
      String difference =
          switch (word) {
            case "all", "all_noedns" -> all(wanted, got);
            case "rcode" -> rcode(wanted, got);
            case "answer" -> answer(wanted, got);
            case "question", "qname" -> question(wanted, got);
            case "ttl" -> ttls(wanted, got);
            case "ednsdata" -> options(wanted, got);
            case String ede when ede.startsWith("ede=") -> ede(ede.substring(4), got);
            default -> null;
          };
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable String all(Message wanted, Message got) {
    String difference = rcode(wanted, got);
    difference = difference != null ? difference : flags(wanted, got);
    difference = difference != null ? difference : question(wanted, got);
    difference = difference != null ? difference : answer(wanted, got);
    difference = difference != null ? difference : authority(wanted, got);
    boolean options = !ScenarioNetwork.options(wanted).isEmpty();
    return difference != null || !options ? difference : options(wanted, got);
  }

  /** Extended errors are ours to say, unless the scenario says them, too. */
  private static @Nullable String options(Message wanted, Message got) {
    List<EdnsOption> expected = ScenarioNetwork.options(wanted);
    boolean errors = expected.stream().anyMatch(AnswerCheck::isExtendedError);
    List<EdnsOption> received =
        ScenarioNetwork.options(got).stream()
            .filter(option -> errors || !isExtendedError(option))
            .toList();
    return differ("EDNS options", expected, received);
  }

  private static boolean isExtendedError(EdnsOption option) {
    return option.code() == EdnsOption.EXTENDED_ERROR;
  }

  private static @Nullable String rcode(Message wanted, Message got) {
    return differ("RCODE", wanted.rcode(), got.rcode());
  }

  private static @Nullable String flags(Message wanted, Message got) {
    for (Flag flag : Flag.values()) {
      if (flag != Flag.Z && wanted.has(flag) != got.has(flag)) {
        return "flag " + flag + ": expected " + wanted.has(flag) + ", got " + got.has(flag);
      }
    }
    return null;
  }

  private static @Nullable String question(Message wanted, Message got) {
    return wanted.questions().isEmpty()
        ? null
        : differ("question", wanted.questions(), got.questions());
  }

  private static @Nullable String answer(Message wanted, Message got) {
    String difference = differ("answer", texts(wanted.answer()), texts(got.answer()));
    return difference != null
        ? difference
        : differ("alias order", aliases(wanted.answer()), aliases(got.answer()));
  }

  private static List<Name> aliases(List<RrSet> answer) {
    List<Name> owners = new ArrayList<>();
    for (RrSet rrSet : answer) {
      if (rrSet.type().equals(RrType.CNAME)) {
        owners.add(rrSet.owner());
      }
    }
    return owners;
  }

  private static @Nullable String authority(Message wanted, Message got) {
    boolean positive = !wanted.answer().isEmpty() && soa(wanted).isEmpty();
    Set<RrType> compared =
        positive
            ? Set.of(RrType.NSEC, RrType.NSEC3)
            : Set.of(RrType.SOA, RrType.NSEC, RrType.NSEC3);
    return differ(
        "authority",
        texts(only(wanted.authority(), compared)),
        texts(only(got.authority(), compared)));
  }

  private static List<RrSet> soa(Message message) {
    return only(message.authority(), Set.of(RrType.SOA));
  }

  private static List<RrSet> only(List<RrSet> section, Set<RrType> types) {
    return section.stream().filter(rrSet -> types.contains(rrSet.type())).toList();
  }

  private static @Nullable String ttls(Message wanted, Message got) {
    for (RrSet rrSet : wanted.answer()) {
      for (RrSet other : got.answer()) {
        boolean same = rrSet.owner().equals(other.owner()) && rrSet.type().equals(other.type());
        if (same && rrSet.ttl() != other.ttl()) {
          return "TTL of "
              + rrSet.owner()
              + " "
              + rrSet.type()
              + ": expected "
              + rrSet.ttl()
              + ", got "
              + other.ttl();
        }
      }
    }
    return null;
  }

  private static @Nullable String ede(String code, Message got) {
    if (got.edns() != null) {
      for (EdnsOption option : got.edns().options()) {
        if (isExtendedError(option)
            && (code.equals("any") || option.data().u16(0) == Integer.parseInt(code))) {
          return null;
        }
      }
    }
    return "extended error " + code + " is missing";
  }

  private static TreeSet<String> texts(List<RrSet> section) {
    var texts = new TreeSet<String>();
    for (RrSet rrSet : section) {
      for (Rdata rdata : rrSet.records()) {
        texts.add(text(rrSet, rrSet.type(), rdata));
      }
      for (Rdata rdata : rrSet.signatures()) {
        texts.add(text(rrSet, RrType.RRSIG, rdata));
      }
    }
    return texts;
  }

  private static String text(RrSet rrSet, RrType type, Rdata rdata) {
    String owner = rrSet.owner().toLowerCase().toString();
    boolean name = !dev.xylem.dns.RdataField.of(type).isEmpty();
    String text = dev.xylem.dns.text.RdataText.format(type, rdata);
    // Names in RDATA may have taken the letter case of the question by compression.
    return owner + " " + type + " " + (name && type.equals(RrType.TXT) ? text : text.toLowerCase());
  }

  private static @Nullable String differ(String what, Object wanted, Object got) {
    return wanted.equals(got) ? null : what + ": expected " + wanted + ", got " + got;
  }
}
