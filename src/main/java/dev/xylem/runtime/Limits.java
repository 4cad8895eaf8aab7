package dev.xylem.runtime;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The ceiling of one ledger: a value for every {@link Limit}. */
public record Limits(Map<Limit, Integer> values) {

  /** Completes {@code values} with the standard value of each limit that it does not name. */
  public Limits {
    var complete = new EnumMap<Limit, Integer>(Limit.class);
    for (Limit limit : Limit.values()) {
      complete.put(limit, values.getOrDefault(limit, limit.standard()));
    }
    values = complete;
  }

  /** Every limit at its standard value. */
  public static Limits standard() {
    return new Limits(Map.of());
  }

  /** The most that may be spent of {@code limit}. */
  public int of(Limit limit) {
    return Objects.requireNonNull(values.get(limit));
  }
}
