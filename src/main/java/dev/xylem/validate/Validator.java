package dev.xylem.validate;

import dev.xylem.dns.Question;
import dev.xylem.iterate.Found;
import dev.xylem.runtime.Work;

/** Judges what the walk found (RFC 4035 §5). */
public interface Validator {

  /** Judges {@code found} as the answer to {@code question}; pays with {@code work}. */
  Judged judge(Question question, Found found, Work work);
}
