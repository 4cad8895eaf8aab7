package dev.xylem.replay;

import java.util.Map;
import java.util.Set;

/**
 * Options that have no setting of ours. Those in {@link #ONE_SIDED} ask for something, and we do
 * one thing always: any other value skips the scenario. The rest asks for nothing that a scenario
 * can see, whatever the value; each with its reason.
 */
final class UnmappedOptions {
  /** The values that ask for what we do anyway. */
  private static final Map<String, String> ONE_SIDED =
      Map.of(
          // Nothing is reported to agents (RFC 9567).
          "dns-error-reporting", "no",
          // Glue counts for names at or below the zone that it comes from (S10).
          "harden-glue", "yes",
          // Below a name that does not exist nothing does (RFC 8020).
          "harden-below-nxdomain", "yes",
          // NS RRsets of the child are not asked for: only the parent's make a delegation (S20).
          "harden-referral-path", "no");

  /** They change what is written, where it runs, or nothing. */
  private static final Set<String> NOT_OF_ANSWERS =
      Set.of(
          "define-tag",
          "delay-close",
          "directory",
          "extended-statistics",
          "log-local-actions",
          "log-queries",
          "log-replies",
          "log-servfail",
          "log-time-ascii",
          "num-threads",
          "use-syslog",
          "val-log-level",
          "verbosity");

  /** Whatever they say is not compared: order, NS and additional records, unexpected errors. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "ede",
          "ede-serve-expired",
          "harden-unknown-additional",
          "minimal-responses",
          "rrset-roundrobin");

  /**
   * They permit what we never do, and demand nothing: look-ups that nobody waits for; believing NS
   * RRsets and more aliases than one of a reply, whose names are asked for here; signatures that we
   * verify.
   */
  private static final Set<String> PERMISSIONS =
      Set.of(
          "fake-dsa",
          "fake-sha1",
          "iter-scrub-cname",
          "iter-scrub-promiscuous",
          "prefetch-key",
          "target-fetch-policy",
          "trust-anchor-signaling");

  /**
   * How often and how long servers are asked, and how many are remembered, goes by rules of ours. A
   * scenario that counts either fails, and docs/conformance.md names it.
   */
  private static final Set<String> TIMES_AND_TRIES =
      Set.of(
          "infra-cache-numhosts",
          "infra-host-ttl",
          "infra-keep-probing",
          "jostle-timeout",
          "key-cache-size",
          "neg-cache-size",
          "outbound-msg-retry",
          "unknown-server-time-limit",
          "val-max-restart");

  private UnmappedOptions() {}

  /** Whether what {@code key} asks for with {@code value} is what we do without being asked. */
  static boolean areDoneHere(String key, String value) {
    return value.equals(ONE_SIDED.get(key))
        || NOT_OF_ANSWERS.contains(key)
        || NOT_COMPARED.contains(key)
        || PERMISSIONS.contains(key)
        || TIMES_AND_TRIES.contains(key);
  }
}
