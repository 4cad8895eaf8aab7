package dev.xylem.validate;

import dev.xylem.cache.Scope;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.Security;
import dev.xylem.runtime.Work;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** Passes everything, unchecked. */
public final class NoValidation implements Validator {

  @Override
  public Judgement.@Nullable Judged conclude(Question question, Records records, Work work) {
    return null;
  }

  @Override
  public boolean contradictsSentinel(Question question) {
    return false;
  }

  @Override
  public void forget(Scope scope) {}

  @Override
  public void forEachKeySet(ObjLongConsumer<RrSet> each) {}

  @Override
  public boolean renewAnchor(Name zone, Records records, Work work) {
    return true;
  }

  @Override
  public boolean isSecureWithoutNegative(Name zone, Records records, Work work) {
    return false;
  }

  @Override
  public Judgement judge(Question question, Records records, Work work) {
    return new Judgement.Judged(records.ask(question, work).first(), Security.UNCHECKED);
  }
}
