package dev.xylem.validate;

import dev.xylem.dns.Question;
import dev.xylem.runtime.Work;

/** Judges what the walk finds (RFC 4035 §5). */
public interface Validator {

  /** Judges what {@code records} have as the answer to {@code question}; pays with {@code work}. */
  Judgement judge(Question question, Records records, Work work);
}
