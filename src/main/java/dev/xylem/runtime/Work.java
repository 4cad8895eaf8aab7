package dev.xylem.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The work ledger of one client query: what it has cost so far, what it may cost, and the entries
 * that say what was done.
 *
 * <p>One ledger is opened when a query misses the cache and is handed through everything that works
 * for it. Nothing can reset or replace it; a nested look-up books into the same accounts through
 * {@link #nested}. Its ceiling ({@link Limits}) is therefore the proof that no combination of
 * referrals, aliases and validations makes one query cost more (S31, S35, S39). Background work
 * opens a ledger of its own.
 *
 * <p>Safe for use by several threads.
 */
public final class Work {

  /** Something worth telling: an entry of the ledger, written by the algorithm that did it. */
  public interface Entry {}

  /** An entry and when it was written, in nanoseconds since the ledger was opened. */
  public record Booked(long nanos, int depth, Entry entry) {}

  private final Accounts accounts;
  private final int depth;

  private Work(Accounts accounts, int depth) {
    this.accounts = accounts;
    this.depth = depth;
  }

  /** Opens a ledger; its time starts to run now. */
  public static Work open(TimeSource time, Limits limits) {
    return new Work(new Accounts(time, limits), 0);
  }

  /** Spends one of {@code limit}. */
  public void spend(Limit limit) throws WorkExceeded {
    spend(limit, 1);
  }

  /** Spends {@code amount} of {@code limit}; every spending also checks the time. */
  public void spend(Limit limit, int amount) throws WorkExceeded {
    if (accounts.spent.addAndGet(limit.ordinal(), amount) > accounts.limits.of(limit)) {
      throw new WorkExceeded(limit);
    }
    nanosLeft();
  }

  /** Whether one more of {@code limit} could be spent; for work that a query can do without. */
  public boolean allows(Limit limit) {
    return accounts.spent.get(limit.ordinal()) < accounts.limits.of(limit);
  }

  /**
   * Whether less than half of every limit is spent: what fails now fails by itself, and not because
   * this query had little left for it.
   */
  public boolean isAmple() {
    if (hasToGiveWay()) {
      return false;
    }
    for (Limit limit : Limit.values()) {
      if (limit != Limit.DEPTH && 2 * spent(limit) > accounts.limits.of(limit)) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@link #nested} would succeed. */
  public boolean allowsNesting() {
    return depth < accounts.limits.of(Limit.DEPTH);
  }

  /** What is the same object for this ledger and all that is nested in it, and for no other. */
  public Object ledger() {
    return accounts;
  }

  /** What has been spent of {@code limit}. */
  public int spent(Limit limit) {
    return limit == Limit.MILLISECONDS
        ? (int) TimeUnit.NANOSECONDS.toMillis(nanosGone())
        : accounts.spent.get(limit.ordinal());
  }

  /** The ceiling. */
  public Limits limits() {
    return accounts.limits;
  }

  /**
   * Whether the query ends now to make room for another, which the calling thread is told by
   * interruption: that also ends whatever it was waiting for. It says nothing of what was asked.
   */
  public boolean hasToGiveWay() {
    return Thread.currentThread().isInterrupted();
  }

  /** Nanoseconds until the query's time is over; always positive. */
  public long nanosLeft() throws WorkExceeded {
    long left = TimeUnit.MILLISECONDS.toNanos(accounts.limits.of(Limit.MILLISECONDS)) - nanosGone();
    if (left <= 0 || hasToGiveWay()) {
      throw new WorkExceeded(Limit.MILLISECONDS);
    }
    return left;
  }

  /**
   * A number that the ledger keeps under {@code key}, 0 at first: for what must hold over all the
   * look-ups of a query together.
   */
  public int tally(Object key) {
    return accounts.tallies.getOrDefault(key, 0);
  }

  /** Sets {@link #tally}. */
  public void tally(Object key, int value) {
    accounts.tallies.put(key, value);
  }

  /** Nanoseconds since the ledger was opened. */
  public long nanosGone() {
    return accounts.time.nanos() - accounts.openedAt;
  }

  /** The same accounts, one look-up deeper; {@code reason} heads what is noted there. */
  public Work nested(Entry reason) throws WorkExceeded {
    if (depth + 1 > accounts.limits.of(Limit.DEPTH)) {
      throw new WorkExceeded(Limit.DEPTH);
    }
    note(reason);
    return new Work(accounts, depth + 1);
  }

  /** How many look-ups this one is nested in. */
  public int depth() {
    return depth;
  }

  /** Writes an entry. */
  public void note(Entry entry) {
    accounts.write(new Booked(nanosGone(), depth, entry));
  }

  /** All entries so far, in the order they were written. */
  public List<Booked> entries() {
    return accounts.read();
  }

  private static final class Accounts {
    /** What is said is bounded by what may be spent; this holds should one spending say much. */
    private static final int MOST_ENTRIES = 2000;

    private final TimeSource time;
    private final Limits limits;
    private final long openedAt;
    private final AtomicIntegerArray spent = new AtomicIntegerArray(Limit.values().length);
    private final Map<Object, Integer> tallies = new ConcurrentHashMap<>();
    private final List<Booked> entries = new ArrayList<>();

    Accounts(TimeSource time, Limits limits) {
      this.time = time;
      this.limits = limits;
      this.openedAt = time.nanos();
    }

    synchronized void write(Booked booked) {
      if (entries.size() < MOST_ENTRIES) {
        entries.add(booked);
      }
    }

    synchronized List<Booked> read() {
      return List.copyOf(entries);
    }
  }
}
