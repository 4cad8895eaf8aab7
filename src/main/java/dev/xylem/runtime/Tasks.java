package dev.xylem.runtime;

import org.jspecify.annotations.Nullable;

/** Starts threads and lets one wait for another, with a deadline. */
public interface Tasks {

  /** Runs {@code task} on a thread of its own; {@code name} is for stack traces only. */
  void start(String name, Runnable task);

  /** A new, empty place for one value. */
  <T> Promise<T> promise();

  /** A place that one thread fills once and others wait at. */
  interface Promise<T> {

    /** Fills the place and wakes all who wait; a second call changes nothing. */
    void fill(T value);

    /** The value, waiting for it up to {@code nanos} nanoseconds; null when the time is over. */
    @Nullable T await(long nanos) throws InterruptedException;
  }
}
