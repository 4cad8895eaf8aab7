package dev.xylem.listen;

import dev.xylem.cache.AnswerCache;
import dev.xylem.cache.AnswerKey;
import dev.xylem.cache.RenderedAnswer;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.ExtendedError;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.Transport;
import dev.xylem.policy.AccessList;
import dev.xylem.policy.LocalZones;
import dev.xylem.runtime.TimeSource;
import dev.xylem.wire.HeaderPeek;
import dev.xylem.wire.QueryPeek;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.util.Set;

/**
 * Answers on the event loop what needs no thought: a hit in the answer cache, and refusals that the
 * header or the client's address decides. Allocates nothing of its own.
 */
public final class CachedAnswers implements FastPath {
  /** Longer queries are rare enough to go the long way. */
  private static final int LONGEST_QUERY = 1024;

  private static final int QUESTION_AT = HeaderPeek.HEADER_LENGTH;
  private static final int RD = Flag.RD.mask();
  private static final int CD = Flag.CD.mask();
  private static final int AD = Flag.AD.mask();
  private static final int OPCODE_BITS = 0x7800;
  private static final byte[] NO_OPTIONS = {};
  private static final byte[] PROHIBITED =
      EdnsWire.options(new ExtendedError(ExtendedError.PROHIBITED, ""));

  private final AnswerCache cache;
  private final AccessList access;
  private final TimeSource time;
  private final int udpAnswerSize;
  private final Detours detours;
  private final boolean answersNsid;
  private final boolean answersCookies;
  private final boolean answersKeepalive;
  private final byte[] packet = new byte[LONGEST_QUERY];
  private final QueryPeek query = new QueryPeek();
  private final AnswerKey key = new AnswerKey();

  /**
   * What goes the long way because it is not the same for all.
   *
   * @param localZones which may treat some clients specially
   * @param options EDNS options that get an answer of their own
   */
  public record Detours(LocalZones localZones, Set<Integer> options) {
    public Detours {
      options = Set.copyOf(options);
    }
  }

  /** Without detours. */
  public CachedAnswers(AnswerCache cache, AccessList access, TimeSource time, int udpAnswerSize) {
    this(cache, access, time, udpAnswerSize, new Detours(LocalZones.none(), Set.of()));
  }

  /**
   * @param udpAnswerSize most octets in a UDP answer, whatever the client would take
   */
  public CachedAnswers(
      AnswerCache cache, AccessList access, TimeSource time, int udpAnswerSize, Detours detours) {
    this.detours = detours;
    this.answersNsid = detours.options().contains(EdnsOption.NSID);
    this.answersCookies = detours.options().contains(EdnsOption.COOKIE);
    this.answersKeepalive = detours.options().contains(EdnsOption.TCP_KEEPALIVE);
    this.cache = cache;
    this.access = access;
    this.time = time;
    this.udpAnswerSize = udpAnswerSize;
  }

  @Override
  public Outcome answer(ByteBuf received, InetAddress client, Transport transport, ByteBuf answer) {
    int length = received.readableBytes();
    if (length < HeaderPeek.HEADER_LENGTH) {
      return Outcome.DROPPED;
    }
    if (length > LONGEST_QUERY) {
      return Outcome.MISSED;
    }
    received.getBytes(received.readerIndex(), packet, 0, length);
    return switch (HeaderPeek.at(packet, length)) {
      case DROP -> Outcome.DROPPED;
      case FORMERR -> headerOnly(Rcode.FORMERR, answer);
      case NOTIMP -> headerOnly(Rcode.NOTIMP, answer);
      case ACCEPT -> query.read(packet, length) ? plain(client, transport, answer) : Outcome.MISSED;
    };
  }

  private Outcome plain(InetAddress client, Transport transport, ByteBuf answer) {
    return switch (access.treatmentOf(client)) {
      case DROP -> Outcome.DROPPED;
      case REFUSE -> {
        // Who is refused has no recursion available here.
        withoutRecords(Rcode.REFUSED.code(), PROHIBITED, answer);
        yield Outcome.ANSWERED;
      }
      case LOCAL_OR_DROP, LOCAL_OR_REFUSE -> Outcome.MISSED;
      case SERVE -> (u16(2) & RD) == 0 ? Outcome.MISSED : fromCache(client, transport, answer);
      case SNOOP, ASSUME_RECURSION -> fromCache(client, transport, answer);
    };
  }

  private Outcome fromCache(InetAddress client, Transport transport, ByteBuf answer) {
    boolean ordinary =
        query.rrClass() == RrClass.IN.code()
            && query.ednsVersion() == 0
            && !(query.asksNsid() && answersNsid)
            && !(query.hasCookie() && answersCookies)
            && !(query.asksKeepalive() && answersKeepalive && transport == Transport.TCP)
            && !detours.localZones.treatsSpecially(client);
    if (!ordinary) {
      return Outcome.MISSED;
    }
    RenderedAnswer hit = cache.find(key.fill(packet, QUESTION_AT, query.questionEnd(), variant()));
    if (hit == null) {
      return Outcome.MISSED;
    }
    int limit = transport == Transport.TCP ? 65_535 : Math.min(query.udpSize(), udpAnswerSize);
    int opt = query.hasEdns() ? EdnsWire.OPT_LENGTH + hit.options().length : 0;
    if (hit.packet().length + opt > limit) {
      withoutRecords(Flag.TC.mask() | Flag.RA.mask(), NO_OPTIONS, answer);
    } else {
      copy(hit, answer);
    }
    return Outcome.ANSWERED;
  }

  private int variant() {
    return variant(query.dnssecOk(), (u16(2) & CD) != 0);
  }

  /** The bits that tell apart the answers to one question. */
  static int variant(boolean dnssecOk, boolean checkingDisabled) {
    return (dnssecOk ? 1 : 0) | (checkingDisabled ? 2 : 0);
  }

  /** The rendered packet with the client's id, flags, letter case and OPT, and its TTLs aged. */
  private void copy(RenderedAnswer hit, ByteBuf answer) {
    byte[] rendered = hit.packet();
    int start = answer.writerIndex();
    answer.writeBytes(rendered);
    answer.setShort(start, u16(0));
    // Only who understands it is told (RFC 6840 §5.8).
    int told = query.dnssecOk() || (u16(2) & AD) != 0 ? 0xFFFF : ~AD;
    answer.setShort(start + 2, u16(rendered, 2) & told | u16(2) & (RD | CD));
    answer.setBytes(start + QUESTION_AT, packet, QUESTION_AT, query.questionEnd() - QUESTION_AT);
    int age = (int) (time.agingSeconds() - hit.storedAt());
    if (age > 0) {
      for (int at : hit.ttlOffsets()) {
        int ttl = u16(rendered, at) << 16 | u16(rendered, at + 2);
        // The clock may have leapt since the answer was found to be in force.
        answer.setInt(start + at, Math.max(0, ttl - age));
      }
    }
    if (query.hasEdns()) {
      answer.setShort(start + 10, u16(rendered, 10) + 1);
      EdnsWire.writeOpt(answer, 0, query.dnssecOk(), hit.options());
    }
  }

  /** The question, and nothing to it; {@code bits} are added to the flags. */
  private void withoutRecords(int bits, byte[] options, ByteBuf answer) {
    answer.writeShort(u16(0));
    answer.writeShort(Flag.QR.mask() | u16(2) & (RD | CD) | bits);
    answer.writeShort(1);
    answer.writeInt(0);
    answer.writeShort(query.hasEdns() ? 1 : 0);
    answer.writeBytes(packet, QUESTION_AT, query.questionEnd() - QUESTION_AT);
    if (query.hasEdns()) {
      EdnsWire.writeOpt(answer, 0, query.dnssecOk(), options);
    }
  }

  private Outcome headerOnly(Rcode rcode, ByteBuf answer) {
    answer.writeShort(u16(0));
    answer.writeShort(Flag.QR.mask() | u16(2) & (OPCODE_BITS | RD) | rcode.code());
    answer.writeLong(0);
    return Outcome.ANSWERED;
  }

  private int u16(int at) {
    return u16(packet, at);
  }

  private static int u16(byte[] octets, int at) {
    return (octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF;
  }
}
