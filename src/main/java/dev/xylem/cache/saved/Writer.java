package dev.xylem.cache.saved;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Entry;
import dev.xylem.cache.NameServer;
import dev.xylem.cache.Trust;
import dev.xylem.cache.server.ServerFacts;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.wire.MessageEncoder;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a head, entries as long as there is room, and a digest.
 *
 * <pre>
 * "xylem-cache 1\n"  fingerprint (32)  epoch seconds (8)
 * { kind (1)  length (4)  content }…
 * 0 (1)  SHA-256 of all octets before it (32)
 * </pre>
 */
public final class Writer {
  static final byte[] HEAD = "xylem-cache 1\n".getBytes(StandardCharsets.US_ASCII);
  static final int DIGEST_LENGTH = 32;
  static final int END = 0;
  static final int DATA = 1;
  static final int DELEGATION = 2;
  static final int SERVER = 3;
  static final int FRAME = 5;

  private final DataOutputStream out;
  private final MessageDigest digest = Digests.sha256();
  private final long mostOctets;
  private long octets;
  private int entries;

  /**
   * @param fingerprint of the settings under which the entries came to be; 32 octets
   * @param mostOctets of all that is written
   */
  public Writer(OutputStream to, byte[] fingerprint, long epochSeconds, long mostOctets)
      throws IOException {
    this.out = new DataOutputStream(new DigestOutputStream(to, digest));
    this.mostOctets = mostOctets;
    out.write(HEAD);
    out.write(fingerprint);
    out.writeLong(epochSeconds);
    octets = HEAD.length + fingerprint.length + Long.BYTES;
  }

  /** Writes one entry; false when there is no room for it. */
  public boolean write(Saved saved) throws IOException {
    var content = new ByteArrayOutputStream();
    var data = new DataOutputStream(content);
    int kind =
        switch (saved) {
          case Saved.Data(Question question, Entry entry) -> {
            data.writeLong(entry.expires());
            data.writeByte(entry instanceof Entry.Positive p ? p.trust().ordinal() : 0);
            data.write(encoded(message(question, entry)));
            yield DATA;
          }
          case Saved.Delegation(DelegationPoint point) -> {
            data.writeLong(point.since());
            data.writeLong(point.expires());
            data.writeInt(point.ttl());
            data.write(encoded(referral(point)));
            yield DELEGATION;
          }
          case Saved.Server(var address, ServerFacts facts) -> {
            byte[] ip = address.getAddress().getAddress();
            data.writeByte(ip.length);
            data.write(ip);
            data.writeShort(address.getPort());
            data.writeLong(facts.smoothedRtt());
            data.writeLong(facts.rttVariance());
            data.writeLong(facts.plainUntil());
            data.writeLong(facts.lowerCaseUntil());
            data.writeInt(facts.ednsErrors());
            yield SERVER;
          }
        };
    if (octets + FRAME + content.size() + 1 + DIGEST_LENGTH > mostOctets) {
      return false;
    }
    out.writeByte(kind);
    out.writeInt(content.size());
    content.writeTo(out);
    octets += FRAME + content.size();
    entries++;
    return true;
  }

  /** Writes the end; the stream stays open. Returns how many entries there are. */
  public int end() throws IOException {
    out.writeByte(END);
    out.flush();
    out.write(digest.digest());
    out.flush();
    return entries;
  }

  private static byte[] encoded(Message message) {
    return MessageEncoder.encode(message, MessageEncoder.MAX_MESSAGE_LENGTH);
  }

  private static Message message(Question question, Entry entry) {
    return switch (entry) {
      case Entry.Positive(RrSet rrSet, var proofs, Trust _, var _, long _) ->
          reply(question, Rcode.NOERROR, List.of(rrSet), proofs, List.of());
      case Entry.Negative(boolean wholeName, RrSet soa, var proofs, var _, long _) -> {
        List<RrSet> authority = new ArrayList<>(proofs);
        if (soa != null) {
          authority.addFirst(soa);
        }
        Rcode rcode = wholeName ? Rcode.NXDOMAIN : Rcode.NOERROR;
        yield reply(question, rcode, List.of(), authority, List.of());
      }
    };
  }

  private static Message referral(DelegationPoint point) {
    List<Rdata> names = new ArrayList<>();
    List<RrSet> glue = new ArrayList<>();
    for (NameServer server : point.servers()) {
      names.add(Rdata.of(server.name()));
      for (RrType type : List.of(RrType.A, RrType.AAAA)) {
        int length = type.equals(RrType.A) ? 4 : 16;
        List<Rdata> addresses =
            server.addresses().stream()
                .map(InetAddress::getAddress)
                .filter(octets -> octets.length == length)
                .map(Rdata::of)
                .toList();
        if (!addresses.isEmpty()) {
          glue.add(rrSet(new Question(server.name(), type), point.ttl(), addresses));
        }
      }
    }
    var question = new Question(point.zone(), RrType.NS);
    List<RrSet> authority = new ArrayList<>(point.proofs());
    authority.addFirst(rrSet(question, point.ttl(), names));
    return reply(question, Rcode.NOERROR, List.of(), authority, glue);
  }

  private static RrSet rrSet(Question of, int ttl, List<Rdata> records) {
    return new RrSet(of.name(), of.type(), RrClass.IN, ttl, RdataList.of(records), RdataList.EMPTY);
  }

  private static Message reply(
      Question question,
      Rcode rcode,
      List<RrSet> answer,
      List<RrSet> authority,
      List<RrSet> additional) {
    return new Message(
        Header.of(0, Flag.QR), rcode, List.of(question), answer, authority, additional, null);
  }
}
