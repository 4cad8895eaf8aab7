package dev.xylem.iterate;

import dev.xylem.cache.InnerNames;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrType;

/**
 * Shows each server no more of the name than it needs (RFC 9156): at a zone, first the name one
 * label deeper, with type A, until a zone cut shows or the name is whole.
 *
 * <p>One per look-up; it remembers how much of the name was shown.
 */
public final class QnameMinimization {

  /** How much minimisation there is. */
  public enum Mode {
    /** Every server sees the whole name. */
    OFF,
    /** An error for a shortened name is not believed: the whole name is asked (RFC 9156 §2.3). */
    RELAXED,
    /** NXDOMAIN for a shortened name is believed (RFC 8020). */
    STRICT
  }

  /** MAX_MINIMISE_COUNT and MINIMISE_ONE_LAB of RFC 9156 §2.3. */
  private static final int MOST_STEPS = 10;

  private static final int SINGLE_LABEL_STEPS = 4;

  private final Mode mode;
  private final boolean hideType;
  private final Question question;
  private final InnerNames innerNames;
  private int labelsShown;
  private int steps;
  private boolean stopped;

  QnameMinimization(IterationPolicy policy, Question question, InnerNames innerNames) {
    this.mode = policy.qnameMinimization();
    // A DS RRset is the parent's; there is nothing to hide it from.
    this.hideType =
        policy.talk().hideType()
            && !question.type().equals(RrType.A)
            && !question.type().equals(RrType.DS);
    this.question = question;
    this.innerNames = innerNames;
    this.stopped = policy.qnameMinimization() == Mode.OFF;
  }

  /** What to ask the servers of {@code zone}. */
  Question next(Name zone) {
    int whole = question.name().labelCount();
    int known = Math.max(zone.labelCount(), labelsShown);
    while (known < whole && innerNames.contains(question.name().ancestor(known + 1))) {
      known++;
    }
    labelsShown = known;
    int shown = known + step(whole - known);
    boolean stillToHide = hideType && known < whole;
    if (stopped || shown > whole || shown == whole && !stillToHide) {
      return question;
    }
    return new Question(question.name().ancestor(shown), RrType.A, question.rrClass());
  }

  /** Whether less than the question was shown. */
  boolean isPart(Question asked) {
    return !asked.equals(question);
  }

  /** The shortened name exists and is no zone cut: the next one may show more. */
  void advance(Question asked) {
    labelsShown = asked.name().labelCount();
    steps++;
  }

  /** From now on every server sees the whole name. */
  void stop() {
    stopped = true;
  }

  boolean believesNxDomain() {
    return mode == Mode.STRICT;
  }

  private int step(int hidden) {
    if (steps < SINGLE_LABEL_STEPS) {
      return 1;
    }
    return steps >= MOST_STEPS ? hidden : Math.ceilDiv(hidden, MOST_STEPS - steps);
  }
}
