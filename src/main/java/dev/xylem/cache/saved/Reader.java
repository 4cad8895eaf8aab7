package dev.xylem.cache.saved;

import dev.xylem.cache.DelegationPoint;
import dev.xylem.cache.Entry;
import dev.xylem.cache.NameServer;
import dev.xylem.cache.Trust;
import dev.xylem.cache.server.ServerFacts;
import dev.xylem.cache.server.Silence;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Writer} has written. */
public final class Reader {
  /** A message, and the numbers before it. */
  private static final int LONGEST = 66_000;

  private Reader() {}

  /**
   * About what was written.
   *
   * @param fingerprint of the settings under which it came to be
   * @param savedAt wall-clock second
   */
  public record About(byte[] fingerprint, long savedAt) {}

  /**
   * Reads to the end, and shows each entry to {@code each}. Nothing is true before this has
   * returned: the digest stands at the end. So read twice, and take the entries the second time.
   *
   * @throws DamagedException when it was not written by this version, or has changed since
   */
  public static About read(InputStream from, Consumer<Saved> each) throws IOException {
    MessageDigest digest = Digests.sha256();
    var in = new DataInputStream(new DigestInputStream(from, digest));
    try {
      if (!Arrays.equals(in.readNBytes(Writer.HEAD.length), Writer.HEAD)) {
        throw new DamagedException("it is of another version, or something else");
      }
      byte[] fingerprint = new byte[Writer.DIGEST_LENGTH];
      in.readFully(fingerprint);
      long savedAt = in.readLong();
      for (int kind = in.readByte(); kind != Writer.END; kind = in.readByte()) {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
          throw new DamagedException("an entry of " + length + " octets is in it");
        }
        byte[] content = new byte[length];
        in.readFully(content);
        Saved saved = saved(kind, ByteBuffer.wrap(content));
        if (saved != null) {
          each.accept(saved);
        }
      }
      byte[] right = digest.digest();
      byte[] written = new byte[Writer.DIGEST_LENGTH];
      in.readFully(written);
      if (!Arrays.equals(written, right) || in.read() >= 0) {
        throw new DamagedException("its digest is wrong");
      }
      return new About(fingerprint, savedAt);
    } catch (EOFException e) {
      throw new DamagedException("it is cut off");
    } catch (FormatException | RuntimeException e) {
      throw new DamagedException("an entry cannot be read: " + e);
    }
  }

  private static @Nullable Saved saved(int kind, ByteBuffer content)
      throws IOException, FormatException {
    return switch (kind) {
      case Writer.DATA -> data(content);
      case Writer.DELEGATION -> delegation(content);
      case Writer.SERVER -> server(content);
      default -> throw new DamagedException("an entry of kind " + kind + " is in it");
    };
  }

  private static Message message(ByteBuffer content) throws FormatException {
    byte[] packet = new byte[content.remaining()];
    content.get(packet);
    return MessageDecoder.decode(packet, packet.length);
  }

  /** Null for what did not fit into a message. */
  private static @Nullable Saved data(ByteBuffer content) throws FormatException {
    long expires = content.getLong();
    Trust trust = Trust.values()[content.get()];
    Message message = message(content);
    Question question = message.question();
    if (message.has(Flag.TC)) {
      return null;
    }
    if (!message.answer().isEmpty()) {
      RrSet rrSet = message.answer().getFirst();
      return new Saved.Data(
          question,
          new Entry.Positive(rrSet, message.authority(), trust, Security.UNCHECKED, expires));
    }
    List<RrSet> proofs = new ArrayList<>(message.authority());
    RrSet soa =
        !proofs.isEmpty() && proofs.getFirst().type().equals(RrType.SOA)
            ? proofs.removeFirst()
            : null;
    boolean wholeName = message.rcode().equals(Rcode.NXDOMAIN);
    return new Saved.Data(
        question, new Entry.Negative(wholeName, soa, proofs, Security.UNCHECKED, expires));
  }

  private static @Nullable Saved delegation(ByteBuffer content) throws FormatException {
    long since = content.getLong();
    long expires = content.getLong();
    int ttl = content.getInt();
    Message message = message(content);
    if (message.has(Flag.TC)) {
      return null;
    }
    List<NameServer> servers = new ArrayList<>();
    for (Rdata rdata : message.authority().getFirst().records()) {
      Name name = rdata.nameAt(0);
      List<InetAddress> addresses =
          message.additional().stream()
              .filter(rrSet -> rrSet.owner().equals(name))
              .flatMap(rrSet -> rrSet.addresses().stream())
              .toList();
      servers.add(new NameServer(name, addresses));
    }
    List<RrSet> proofs = message.authority().subList(1, message.authority().size());
    Name zone = message.question().name();
    return new Saved.Delegation(
        new DelegationPoint(zone, servers, proofs, ttl, since, expires, false));
  }

  private static Saved server(ByteBuffer content) throws IOException {
    byte[] ip = new byte[content.get()];
    content.get(ip);
    var address = new InetSocketAddress(InetAddress.getByAddress(ip), content.getShort() & 0xFFFF);
    long rtt = content.getLong();
    long variance = content.getLong();
    long plain = content.getLong();
    long lowerCase = content.getLong();
    int ednsErrors = content.getInt();
    return new Saved.Server(
        address,
        new ServerFacts(
            rtt, variance, Silence.NONE, Silence.NONE, Silence.NONE, plain, lowerCase, ednsErrors));
  }
}
