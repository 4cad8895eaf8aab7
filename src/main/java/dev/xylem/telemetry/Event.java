package dev.xylem.telemetry;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.dns.Transport;
import dev.xylem.runtime.Work;
import java.net.InetAddress;
import java.util.List;

/** One thing that happened while a query was worked on, written by the code that did it. */
public sealed interface Event extends Work.Entry {

  /** A question was answered from the cache; {@code what} says with what. */
  record Cached(Question question, String what) implements Event {}

  /** The walk stands at a zone; {@code source} says how its servers are known. */
  record AtZone(Name zone, int servers, String source) implements Event {}

  /** The addresses of a name server are looked up, because no glue came with it. */
  record AddressLookup(Name server, RrType type) implements Event {}

  /** The parent is asked anew who serves a zone, because no server known is of use. */
  record Renewal(Name zone) implements Event {}

  /** What has expired is answered all the same (RFC 8767); {@code why} says what is in the way. */
  record Stale(Question question, String why) implements Event {
    /** The client had to wait too long. */
    public static final String TOO_SLOW = "nothing newer in time";

    /** The servers are of no help. */
    public static final String FAILED = "looking it up failed";
  }

  /** What was answered from memory is about to expire, and a look-up of its own was begun. */
  record Prefetched(Question question) implements Event {}

  /** A server was chosen; {@code why} says before which others. */
  record Chosen(Name server, InetAddress address, String why) implements Event {}

  /**
   * A query went to a server.
   *
   * @param outcome what came back, if anything
   * @param octets length of the reply, 0 without
   * @param nanos until the reply, or until waiting ended
   */
  record Exchanged(
      InetAddress server,
      Transport transport,
      Question question,
      Outcome outcome,
      int octets,
      long nanos)
      implements Event {}

  /** A server was not asked, because too many queries were waiting; {@code why} says for what. */
  record NotAsked(InetAddress server, Name zone, String why) implements Event {}

  /** What the reply was taken to mean. */
  record Understood(String meaning) implements Event {}

  /**
   * RRsets of a reply's section were not believed, because a server of {@code zone} has no say in
   * them: {@code count} in all, of which the first is named.
   */
  record Scrubbed(Name owner, RrType type, Name zone, int count) implements Event {}

  /** A CNAME or DNAME led on to another name. */
  record Aliased(Name from, Name to) implements Event {}

  /** The same question was already being asked for another client. */
  record Joined(Question question) implements Event {}

  /** A signature: who is said to have made it, and for when (RFC 4034 §3.1). */
  record Signature(
      Name signer, int keyTag, int algorithm, String mnemonic, long inception, long expiration) {}

  /** A key of a zone (RFC 4034 §2.1); whether it says of itself that a DS may name it. */
  record Key(int tag, int algorithm, String mnemonic, boolean entryPoint) {}

  /** A DS record (RFC 4034 §5), its digest in hexadecimal digits. */
  record Digest(int tag, int algorithm, String mnemonic, int digestType, String digest) {}

  /**
   * Which keys of a zone may be believed without another's word, by its parent's DS or a trust
   * anchor: {@code source} says which, and {@code keys} are those that are trusted themselves. What
   * is not supported is not among them.
   */
  record EntryPoints(Name zone, String source, List<Digest> ds, List<Key> keys) implements Event {}

  /** A signature over an RRset was verified. */
  record Verified(Name owner, RrType type, Signature signature, String outcome) implements Event {}

  /** The chain of trust reached a zone, or its end; {@code detail} says why it ends. */
  record ZoneJudged(Name zone, String status, String detail, List<Key> keys) implements Event {}

  /** What was said to a question is bogus: servers are asked that have not answered it yet. */
  record Disbelieved(Question question) implements Event {}

  /** A question was answered by what its zone had denied before (RFC 8198). */
  record Concluded(Question question) implements Event {}

  /** What validation found. */
  record Judged(Question question, Security security) implements Event {}

  /** The query, or a look-up for it, failed; {@code detail} says why in a sentence. */
  record Failed(Question question, String cause, String detail) implements Event {}
}
