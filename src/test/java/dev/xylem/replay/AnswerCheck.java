package dev.xylem.replay;

import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataField;
import dev.xylem.dns.RdataLayout;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.replay.Scenario.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a client got with what a scenario expects.
 *
 * <p>Every leniency is here: of the authority section only SOA, NSEC and NSEC3 RRsets are compared,
 * and a SOA beside an answer only when one is expected; the additional section is not, because
 * minimal responses are an implementation's choice; nor is the order of records in an RRset, nor
 * the letter case of names (RFC 4343), nor are Extended DNS Errors unless one is expected. An entry
 * without any word behind MATCH takes whatever comes.
 */
final class AnswerCheck {
  private static final Set<String> HOW_IT_WAS_ASKED = Set.of("UDP", "TCP");

  private AnswerCheck() {}

  /** What differs, in words; null when nothing does. */
  static @Nullable String difference(Entry expected, Message got) {
    // An entry without any MATCH word takes whatever comes: old scenarios say so in comments.
    int compared = expected.match().isEmpty() ? 1 : 0;
    for (String word : expected.match()) {
      if (!HOW_IT_WAS_ASKED.contains(word)) {
        String difference = difference(word, expected.message(), got);
        if (difference != null) {
          return difference;
        }
        compared++;
      }
    }
    return compared > 0 ? null : "the entry compares nothing: MATCH " + expected.match();
  }

  private static @Nullable String difference(String word, Message wanted, Message got) {
    return switch (word) {
      case "all", "all_noedns" -> all(wanted, got);
      case "opcode" -> opcode(wanted, got);
      case "rcode" -> rcode(wanted, got);
      case "answer" -> answer(wanted, got);
      case "question" -> question(wanted, got);
      case "qname" -> differ("QNAME", wanted.question().name(), got.question().name());
      case "qtype" -> differ("QTYPE", wanted.question().type(), got.question().type());
      case "qclass" -> differ("QCLASS", wanted.question().rrClass(), got.question().rrClass());
      case "DO" -> differ("DO", true, got.dnssecOk());
      case "noedns" -> differ("EDNS", null, got.edns());
      case "ttl" -> ttls(wanted, got);
      case "ednsdata" -> options(wanted, got);
      case String ede when ede.startsWith("ede=") -> ede(ede.substring(4), got);
      default -> "MATCH " + word + " has no meaning for an answer";
    };
  }

  private static @Nullable String all(Message wanted, Message got) {
    String difference = opcode(wanted, got);
    difference = difference != null ? difference : rcode(wanted, got);
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

  private static @Nullable String opcode(Message wanted, Message got) {
    return differ("opcode", wanted.header().opcode(), got.header().opcode());
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
    return owner + " " + type + " " + RdataText.format(type, withNamesFolded(type, rdata));
  }

  /** Names in RDATA may have taken the letter case of the question by compression. */
  private static Rdata withNamesFolded(RrType type, Rdata rdata) {
    byte[] octets = rdata.toArray();
    int at = 0;
    for (RdataField field : RdataField.of(type)) {
      int end = RdataLayout.endOf(field, rdata, at);
      for (int i = at; field.isName() && i < end; i++) {
        // Length octets are less than any letter.
        octets[i] += (byte) (octets[i] >= 'A' && octets[i] <= 'Z' ? 'a' - 'A' : 0);
      }
      at = end;
    }
    return Rdata.of(octets);
  }

  private static @Nullable String differ(
      String what, @Nullable Object wanted, @Nullable Object got) {
    return Objects.equals(wanted, got) ? null : what + ": expected " + wanted + ", got " + got;
  }
}
