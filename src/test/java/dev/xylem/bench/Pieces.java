package dev.xylem.bench;

import dev.xylem.cache.AnswerCache;
import dev.xylem.cache.AnswerKey;
import dev.xylem.cache.CachePolicy;
import dev.xylem.cache.Entry;
import dev.xylem.cache.RenderedAnswer;
import dev.xylem.cache.RrSetCache;
import dev.xylem.cache.Trust;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rcode;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.dns.Transport;
import dev.xylem.dnssec.BouncyCastleVerifier;
import dev.xylem.dnssec.Nsec3Hash;
import dev.xylem.dnssec.UnusableKeyException;
import dev.xylem.dnssec.VerificationKey;
import dev.xylem.listen.CachedAnswers;
import dev.xylem.listen.FastPath;
import dev.xylem.policy.AccessList;
import dev.xylem.runtime.SystemTime;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import dev.xylem.wire.TtlOffsets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The pieces of a query, each by itself: {@code scripts/bench micro}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Pieces {
  private static final Question QUESTION = new Question(Name.of("www.example.com."), RrType.A);
  private static final RrSet ADDRESS =
      RrSet.of(QUESTION.name(), RrType.A, 3600, Rdata.of(new byte[] {(byte) 192, 0, 2, 1}));
  private static final InetAddress CLIENT = InetAddress.ofLiteral("127.0.0.1");

  private final SystemTime time = new SystemTime();
  private final Message message = message();
  private final byte[] packet = MessageEncoder.encode(message, 1232);
  private final RrSetCache rrSets =
      new RrSetCache(1 << 24, new CachePolicy(86_400, 0, 30, 3600, 1, 30), time);
  private final CachedAnswers hits = hits();
  private final ByteBuf query =
      Unpooled.wrappedBuffer(
          MessageEncoder.encode(
              Message.query(Header.of(7, Flag.RD), QUESTION, new Edns(1232, 0, false, List.of())),
              1232));
  private final ByteBuf answer = Unpooled.buffer(1232);
  private final SignatureKind.Sample sample = sample();
  private final VerificationKey key = key(sample);

  public Pieces() {
    rrSets.store(ADDRESS, List.of(), Trust.ANSWER, Security.UNCHECKED);
  }

  private static Message message() {
    Header header = Header.of(7, Flag.QR);
    List<Question> asked = List.of(QUESTION);
    return new Message(header, Rcode.NOERROR, asked, List.of(ADDRESS), List.of(), List.of(), null);
  }

  private CachedAnswers hits() {
    var answers = new AnswerCache(1 << 20, time);
    int questionEnd = 12 + QUESTION.name().length() + 4;
    long now = time.epochSeconds();
    answers.store(
        new AnswerKey().fill(packet, 12, questionEnd, 0),
        new RenderedAnswer(packet, TtlOffsets.of(packet), new byte[0], now, now + 3600));
    var access = new AccessList(List.of(IpPrefix.of("127.0.0.0/8")), List.of());
    return new CachedAnswers(answers, access, time, 1232);
  }

  private static SignatureKind.Sample sample() {
    try {
      return SignatureKind.ECDSA_P256.sample(new byte[120]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static VerificationKey key(SignatureKind.Sample sample) {
    try {
      return new BouncyCastleVerifier().key(sample.dnskey());
    } catch (UnusableKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public Message decode() throws FormatException {
    return MessageDecoder.decode(packet, packet.length);
  }

  @Benchmark
  public byte[] encode() {
    return MessageEncoder.encode(message, 1232);
  }

  /** From the datagram's octets to the answer's. */
  @Benchmark
  public FastPath.Outcome hit() {
    answer.clear();
    return hits.answer(query, CLIENT, Transport.UDP, answer);
  }

  @Benchmark
  public boolean verifyP256() {
    return key.verifies(sample.data(), sample.signature());
  }

  @Benchmark
  public byte[] nsec3Hash() {
    return Nsec3Hash.of(QUESTION.name(), new byte[0], 0);
  }

  @Benchmark
  public @Nullable Entry find() {
    return rrSets.find(QUESTION);
  }

  @Benchmark
  public RrSet store() {
    return rrSets.store(ADDRESS, List.of(), Trust.ANSWER, Security.UNCHECKED);
  }
}
