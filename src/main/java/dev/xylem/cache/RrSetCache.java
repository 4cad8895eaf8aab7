package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Security;
import dev.xylem.runtime.TimeSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * RRsets and negative answers by name, type and class.
 *
 * <p>An NXDOMAIN is kept under the name with type ANY, which no RRset has, and found for every
 * type. TTLs count down on the way out; what has expired is never returned.
 */
public final class RrSetCache {
  /** Nothing larger is kept, signatures and proofs included (S43): it is asked for again. */
  private static final int LARGEST_ENTRY = 24 * 1024;

  private static final int MOST_RECORDS = 256;

  private final Cache<Question, Entry> entries;
  private final CachePolicy policy;
  private final TimeSource time;
  private final LongAdder evictions = new LongAdder();

  /** A cache of at most {@code bytes} bytes. */
  public RrSetCache(long bytes, CachePolicy policy, TimeSource time) {
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Question key, Entry entry) -> 96 + key.name().length() + entry.weight())
            .executor(Runnable::run)
            .evictionListener((_, _, _) -> evictions.increment())
            .build();
    this.policy = policy;
    this.time = time;
  }

  /**
   * What is known for {@code question}: its RRset, or that it does not exist. A CNAME at the name
   * is an entry of its own, under type CNAME.
   */
  public @Nullable Entry find(Question question) {
    Entry entry = fresh(question);
    return entry != null ? entry : fresh(wholeName(question.name(), question.rrClass()));
  }

  /**
   * As {@link #find}, of what has expired less than {@code seconds} ago (RFC 8767 §4); it is not
   * secure any more when its signature has expired, too.
   */
  public @Nullable Entry findExpired(Question question, int seconds) {
    Entry entry = expired(question, seconds);
    Entry none = expired(wholeName(question.name(), question.rrClass()), seconds);
    boolean gone = none != null && (entry == null || entry.expires() < none.expires());
    return gone ? none : entry;
  }

  private @Nullable Entry expired(Question key, int seconds) {
    Entry entry = entries.getIfPresent(key);
    long since = entry == null ? 0 : time.agingSeconds() - entry.expires();
    return entry != null && since >= 0 && since < seconds
        ? entry.staleAt(time.epochSeconds())
        : null;
  }

  /** That {@code name} does not exist; null when that is not known. */
  public @Nullable Entry findNxDomain(Name name, RrClass rrClass) {
    return fresh(wholeName(name, rrClass));
  }

  /**
   * Keeps an RRset unless something of higher rank is known, and no longer than its proofs; returns
   * it with its TTL in bounds. What may not be kept still ends what was known before, which would
   * be stale now.
   */
  public RrSet store(RrSet rrSet, List<RrSet> proofs, Trust trust, Security security) {
    int ttl = policy.positive(leastTtl(rrSet.ttl(), proofs));
    RrSet bounded = rrSet.withTtl(security == Security.SECURE ? whileSigned(ttl, rrSet) : ttl);
    long expires = time.agingSeconds() + bounded.ttl();
    var entry = new Entry.Positive(bounded, proofs, trust, security, expires);
    boolean keeps =
        bounded.ttl() > 0 && isSmallEnough(entry) && rrSet.records().size() <= MOST_RECORDS;
    var key = new Question(bounded.owner(), bounded.type(), bounded.rrClass());
    entries.asMap().compute(key, (_, old) -> outranks(old, trust) ? old : keeps ? entry : null);
    entries.invalidate(wholeName(bounded.owner(), bounded.rrClass()));
    return bounded;
  }

  /**
   * Keeps that {@code question} has no data, for the negative TTL of {@code soa} (RFC 2308 §5);
   * returns the SOA with that TTL.
   */
  public RrSet storeNoData(Question question, RrSet soa, List<RrSet> proofs, Security security) {
    entries.invalidate(wholeName(question.name(), question.rrClass()));
    return storeNegative(question, new Denial(false, soa, proofs, security));
  }

  /** As {@link #storeNoData}: keeps that the name of {@code question} does not exist. */
  public RrSet storeNxDomain(Question question, RrSet soa, List<RrSet> proofs, Security security) {
    return storeNegative(
        wholeName(question.name(), question.rrClass()), new Denial(true, soa, proofs, security));
  }

  /** Forgets what is known for {@code question}, be it that the name does not exist. */
  public void forget(Question question) {
    entries.invalidate(question);
    entries.invalidate(wholeName(question.name(), question.rrClass()));
  }

  /**
   * Forgets what is meant by {@code scope}, and that a name above does not exist (RFC 8020), which
   * would answer for it; returns how much that was.
   */
  public int forget(Scope scope) {
    int before = entries.asMap().size();
    entries.asMap().keySet().removeIf(key -> isMeant(key, scope));
    return Math.max(0, before - entries.asMap().size());
  }

  private static boolean isMeant(Question key, Scope scope) {
    return key.type().equals(RrType.ANY)
        ? scope.isTouchedBy(key.name())
        : scope.covers(key.name(), key.type());
  }

  /** What is known of {@code name}, by type; a name that does not exist has type ANY. */
  public SortedMap<Question, Entry> at(Name name) {
    var found = new TreeMap<Question, Entry>();
    entries.asMap().keySet().stream()
        .filter(key -> key.name().equals(name))
        .forEach(key -> {
          Entry entry = fresh(key);
          if (entry != null) {
            found.put(key, entry);
          }
        });
    return found;
  }

  /** Shows all that is still true, without a copy of it. */
  public void forEach(BiConsumer<Question, Entry> each) {
    entries
        .asMap()
        .forEach((key, entry) -> {
          if (entry.expires() > time.agingSeconds()) {
            each.accept(key, entry);
          }
        });
  }

  /** What is still true, most used first, as far as {@code bytes} bytes go. */
  public Map<Question, Entry> mostUsed(long bytes) {
    Map<Question, Entry> all =
        entries.policy().eviction().orElseThrow().hottestWeighted(Math.max(0, bytes));
    var fresh = new LinkedHashMap<Question, Entry>();
    all.forEach((key, entry) -> {
      if (entry.expires() > time.agingSeconds()) {
        fresh.put(key, entry);
      }
    });
    return fresh;
  }

  /** As the other, an RRset for its own TTL, as far as that may be. */
  public void restore(RrSet rrSet) {
    int ttl = policy.positive(rrSet.ttl());
    long expires = time.agingSeconds() + Math.min(ttl, rrSet.ttl()) + policy.minTtl();
    restore(
        new Question(rrSet.owner(), rrSet.type(), rrSet.rrClass()),
        new Entry.Positive(rrSet, List.of(), Trust.ANSWER, Security.UNCHECKED, expires));
  }

  /**
   * Keeps what was kept before, as it was, unless that is over. What has less than the shortest TTL
   * left is over, too: whoever takes it from here may keep it for that long.
   */
  public void restore(Question key, Entry entry) {
    Entry kept =
        entry instanceof Entry.Positive(var rrSet, var proofs, var trust, var security, long end)
            ? new Entry.Positive(rrSet, proofs, trust, security, end - policy.minTtl())
            : entry;
    if (kept.expires() > time.agingSeconds() && isSmallEnough(kept)) {
      entries.put(key, kept);
    }
  }

  /** How full it is. */
  public Usage usage() {
    return Usage.of(entries, evictions);
  }

  /** Forgets all. */
  public void clear() {
    entries.invalidateAll();
  }

  /**
   * The negative TTL that a SOA asks for: the lesser of its own TTL and its MINIMUM (RFC 2308 §5).
   */
  public static int negativeTtl(RrSet soa) {
    var rdata = soa.records().first();
    long minimum = rdata.u32(rdata.length() - 4);
    return (int) Math.min(soa.ttl(), minimum);
  }

  /** The least of {@code ttl} and those of {@code rrSets}. */
  public static int leastTtl(int ttl, List<RrSet> rrSets) {
    int least = ttl;
    for (RrSet rrSet : rrSets) {
      least = Math.min(least, rrSet.ttl());
    }
    return least;
  }

  /** The seconds that {@code entry} has left. */
  public int secondsLeft(Entry entry) {
    return (int) Math.max(0, entry.expires() - time.agingSeconds());
  }

  private record Denial(boolean wholeName, RrSet soa, List<RrSet> proofs, Security security) {}

  private RrSet storeNegative(Question key, Denial denial) {
    int ttl = leastTtl(negativeTtl(denial.soa()), denial.proofs());
    RrSet soa = denial.soa().withTtl(policy.negative(ttl));
    long expires = time.agingSeconds() + soa.ttl();
    var entry =
        new Entry.Negative(denial.wholeName(), soa, denial.proofs(), denial.security(), expires);
    if (soa.ttl() > 0 && isSmallEnough(entry)) {
      entries.put(key, entry);
    } else {
      entries.invalidate(key);
    }
    return soa;
  }

  /** No shortest TTL makes data outlive its signature (RFC 4035 §5.3.3). */
  private int whileSigned(int ttl, RrSet rrSet) {
    return Math.clamp(rrSet.signedFor(time.epochSeconds()), 0, ttl);
  }

  private static boolean isSmallEnough(Entry entry) {
    return entry.weight() <= LARGEST_ENTRY;
  }

  private @Nullable Entry fresh(Question key) {
    Entry entry = entries.getIfPresent(key);
    return entry != null && entry.expires() > time.agingSeconds() ? entry : null;
  }

  private boolean outranks(@Nullable Entry old, Trust trust) {
    return old instanceof Entry.Positive positive
        && positive.trust().compareTo(trust) > 0
        && positive.expires() > time.agingSeconds();
  }

  private static Question wholeName(Name name, RrClass rrClass) {
    return new Question(name, RrType.ANY, rrClass);
  }
}
