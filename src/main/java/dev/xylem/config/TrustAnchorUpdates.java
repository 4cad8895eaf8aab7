package dev.xylem.config;

import static dev.xylem.config.text.ValueType.FILE;
import static dev.xylem.config.text.ValueType.SWITCH;
import static dev.xylem.config.text.ValueType.duration;

import dev.xylem.config.text.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How trust anchors change over time.
 *
 * @param anchors those of the file; not a setting itself
 */
public record TrustAnchorUpdates(
    boolean enabled,
    List<TrustAnchor> anchors,
    Optional<Path> state,
    Duration addHoldDown,
    Duration delHoldDown,
    Duration keepMissing,
    boolean signaling,
    Duration negativeRecheck) {

  /** The same with {@code others} from the file of trust anchors. */
  public TrustAnchorUpdates with(List<TrustAnchor> others) {
    return new TrustAnchorUpdates(
        enabled, others, state, addHoldDown, delHoldDown, keepMissing, signaling, negativeRecheck);
  }

  static TrustAnchorUpdates read(Source dnssec) {
    return new TrustAnchorUpdates(
        dnssec.value(
            "trust-anchor-updates",
            SWITCH,
            "true",
            "follow key roll-overs of the anchors built in and of those in trust-anchor-file (RFC"
                + " 5011); those in trust-anchors stay as they are"),
        List.of(),
        dnssec.value(
            "trust-anchor-state",
            FILE,
            "",
            "file where what is learnt of anchors is kept; its folder must be writable. Empty:"
                + " trust-anchors.state in the folder that the environment variable"
                + " STATE_DIRECTORY names (systemd sets it), or else only in memory"),
        dnssec.value(
            "add-hold-down",
            duration("1s", "3650d"),
            "30d",
            "how long a new key must have been there before it is trusted (RFC 5011 §2.4.1)"),
        dnssec.value(
            "del-hold-down",
            duration("1s", "3650d"),
            "30d",
            "how long a revoked key is remembered after it was seen last (RFC 5011 §2.4.2)"),
        dnssec.value(
            "keep-missing",
            duration("0s", "3650d"),
            "366d",
            "how long a trusted key that is not seen any more is kept beside one that is; 0s: for"
                + " ever"),
        dnssec.value(
            "trust-anchor-signaling",
            SWITCH,
            "true",
            "tell the zones of trust anchors once a day which of their keys are trusted (RFC 8145)"),
        dnssec.value(
            "negative-anchor-recheck",
            duration("1m", "1d"),
            "5m",
            "how often a zone with a negative trust anchor that has an end is checked; when it"
                + " validates again, the anchor is dropped (RFC 7646)"));
  }
}
