package dev.xylem.validate.anchor;

import java.util.Collection;

/** Where trust points are kept when the process ends. */
@FunctionalInterface
public interface TrustPointStore {

  /** Keeps all of {@code points}; never throws: without it, what was learnt is lost at the end. */
  void save(Collection<TrustPoint> points);

  /** Keeps nothing. */
  static TrustPointStore none() {
    return _ -> {};
  }
}
