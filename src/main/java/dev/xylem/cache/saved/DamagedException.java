package dev.xylem.cache.saved;

import java.io.IOException;

/** What was written is not whole, was changed, or is of another version. */
public final class DamagedException extends IOException {
  DamagedException(String problem) {
    super(problem);
  }
}
