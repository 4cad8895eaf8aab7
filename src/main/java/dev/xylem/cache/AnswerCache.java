package dev.xylem.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.xylem.runtime.TimeSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rendered answers by question: what the event loops answer from, without allocating. */
public final class AnswerCache {
  /** What one stranger can make us keep for one question, at the cost of everyone's (S43). */
  private static final int LARGEST_ANSWER = 16 * 1024;

  private final Cache<AnswerKey, RenderedAnswer> answers;
  private final TimeSource time;
  private final LongAdder evictions = new LongAdder();

  /** A cache of at most {@code bytes} bytes. */
  public AnswerCache(long bytes, TimeSource time) {
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((AnswerKey key, RenderedAnswer answer) -> key.weight() + answer.weight())
            .executor(Runnable::run)
            .evictionListener((_, _, _) -> evictions.increment())
            .build();
    this.time = time;
  }

  /** The answer still in force for {@code key}. */
  public @Nullable RenderedAnswer find(AnswerKey key) {
    RenderedAnswer answer = answers.getIfPresent(key);
    return answer != null && answer.expires() > time.agingSeconds() ? answer : null;
  }

  /** Keeps {@code answer} under a copy of {@code key}, unless it is very large. */
  public void store(AnswerKey key, RenderedAnswer answer) {
    if (answer.packet().length <= LARGEST_ANSWER) {
      answers.put(key.copy(), answer);
    }
  }

  /** Shows all that are still in force. */
  public void forEach(Consumer<RenderedAnswer> each) {
    answers.asMap().values().stream()
        .filter(answer -> answer.expires() > time.agingSeconds())
        .forEach(each);
  }

  /** How full it is. */
  public Usage usage() {
    return Usage.of(answers, evictions);
  }

  /** Forgets all. */
  public void clear() {
    answers.invalidateAll();
  }
}
