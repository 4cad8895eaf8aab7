package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;

/**
 * Which RRsets have been given from memory. One that was fetched anew since has not: it is told by
 * the second at which it expires.
 */
public final class Hits {
  private final Cache<Question, Long> expiries;

  /** A memory of at most {@code bytes} bytes. */
  public Hits(long bytes) {
    this.expiries =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Question question, Long expires) -> 128 + question.name().length())
            .executor(Runnable::run)
            .build();
  }

  /** Whether {@code entry} was given before. */
  public boolean contains(Entry.Positive entry) {
    Long known = expiries.getIfPresent(key(entry.rrSet()));
    return known != null && known == entry.expires();
  }

  /** Notes that {@code entry} is given. */
  public void note(Entry.Positive entry) {
    expiries.put(key(entry.rrSet()), entry.expires());
  }

  private static Question key(RrSet rrSet) {
    return new Question(rrSet.owner(), rrSet.type(), rrSet.rrClass());
  }
}
