package dev.xylem.iterate;

import dev.xylem.cache.NameServer;
import dev.xylem.cache.Trust;
import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one server's reply means. */
public sealed interface ReplyKind {

  /**
   * The RRset that was asked for.
   *
   * @param proofs NSEC and NSEC3 RRsets that came along, for answers from a wildcard
   * @param trust whether an authority says so
   */
  record Answer(RrSet rrSet, List<RrSet> proofs, Trust trust) implements ReplyKind, Found {}

  /**
   * All RRsets of the name that the server chose to give, at least one, to a question for ANY (RFC
   * 8482 §3).
   *
   * @param proofs NSEC and NSEC3 RRsets that came along, for RRsets from a wildcard
   */
  record AnyAnswer(List<RrSet> rrSets, List<RrSet> proofs) implements ReplyKind, Found {}

  /**
   * The name is an alias, and what it leads to must be asked for anew (S12).
   *
   * @param rrSet a CNAME at the name or a DNAME above it
   * @param target the name it leads to
   */
  record Alias(RrSet rrSet, Name target, List<RrSet> proofs, Trust trust)
      implements ReplyKind, Found {}

  /** A DNAME leads to a name longer than 255 octets (RFC 6672 §2.2). */
  record AliasTooLong(RrSet dname) implements ReplyKind, Found {}

  /** The name exists, or something below it, but has no data of this type (RFC 2308 §2.2). */
  record NoData(@Nullable RrSet soa, List<RrSet> proofs) implements ReplyKind, Found {}

  /** The name does not exist (RFC 2308 §2.1). */
  record NxDomain(@Nullable RrSet soa, List<RrSet> proofs) implements ReplyKind, Found {}

  /**
   * A zone strictly below the one asked, and at or above the name in question, is delegated.
   *
   * @param ttl of the NS RRset
   * @param proofs DS, NSEC and NSEC3 RRsets of the delegation
   */
  record Referral(Name zone, List<NameServer> servers, int ttl, List<RrSet> proofs)
      implements ReplyKind {}

  /**
   * Something that is believed only if no other server of the zone says better; {@code why} says
   * what is wrong with it.
   */
  record Doubtful(Found found, String why) implements ReplyKind {}

  /** The server is of no use for this zone; {@code reason} says why. */
  record Lame(String reason) implements ReplyKind {}

  /** The server could not answer this question; it may answer others. */
  record ServerError(String rcode) implements ReplyKind {}

  /** What this is, in words for a trace. */
  default String meaning() {
    return switch (this) {
      case Answer(RrSet rrSet, _, _) -> "answer: " + rrSet.records().size() + " " + rrSet.type();
      case AnyAnswer(var rrSets, _) -> "answer: " + rrSets.size() + " RRsets";
      case Alias(_, Name target, _, _) -> "alias to " + target;
      case AliasTooLong _ -> "alias to a name that is too long";
      case NoData _ -> "no data of this type";
      case NxDomain _ -> "the name does not exist";
      case Referral(Name zone, var servers, int ttl, _) ->
          "referral to " + zone + " (" + servers.size() + " servers, TTL " + ttl + ")";
      case Doubtful(_, String why) -> "doubtful: " + why;
      case Lame(String reason) -> "lame: " + reason;
      case ServerError(String rcode) -> "error: " + rcode;
    };
  }
}
