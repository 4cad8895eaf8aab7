package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import org.jspecify.annotations.Nullable;

/**
 * How often RRsets have been given from memory. One that was fetched anew since begins anew: it is
 * told by the second at which it expires.
 */
public final class Hits {
  private final Cache<Question, Given> given;

  private record Given(long expires, int times) {}

  private final int many;

  /** A memory of at most {@code bytes} bytes; {@code many} is how often is often. */
  public Hits(long bytes, int many) {
    this.many = many;
    this.given =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Question question, Given value) -> 128 + question.name().length())
            .executor(Runnable::run)
            .build();
  }

  /** Whether the next time that {@code entry} is given is one of many. */
  public boolean isAboutToBeMany(Entry.Positive entry) {
    return times(given.getIfPresent(key(entry.rrSet())), entry) + 1 >= many;
  }

  /** Notes that {@code entry} is given; returns whether that was one of many times. */
  public boolean isManyWithThis(Entry.Positive entry) {
    Given now =
        given
            .asMap()
            .compute(
                key(entry.rrSet()),
                (_, before) ->
                    new Given(entry.expires(), Math.min(many, times(before, entry) + 1)));
    return now.times() >= many;
  }

  private static int times(@Nullable Given known, Entry.Positive entry) {
    return known != null && known.expires() == entry.expires() ? known.times() : 0;
  }

  private static Question key(RrSet rrSet) {
    return new Question(rrSet.owner(), rrSet.type(), rrSet.rrClass());
  }
}
