package dev.xylem.runtime;

/**
 * What one client query may cost, at most. Each limit bounds one kind of amplification; the S
 * numbers name the attack.
 */
public enum Limit {
  UPSTREAM_PACKETS(64, 200, "queries sent to authoritative servers, retries included (S30–S39)"),
  RECEIVED_BYTES(128 * 1024, 4 << 20, "bytes received from authoritative servers (S43)"),
  STEPS(200, 2000, "turns of any loop that a server's reply can prolong (S30, S34)"),
  REFERRALS(24, 128, "referrals followed, for the query's name and all others it leads to (S30)"),
  ALIASES(11, 64, "CNAME and DNAME records followed (S36)"),
  ADDRESS_LOOKUPS(
      10, 64, "look-ups of the addresses of name servers without glue, A and AAAA each (S31)"),
  DEPTH(6, 16, "look-ups nested in one another (S30, S34)"),
  SIGNATURE_CHECKS(32, 512, "signature verifications (S50, S52, S53)"),
  NSEC3_HASHES(300, 5000, "NSEC3 hash computations (S51)"),
  MILLISECONDS(7000, 30_000, "time until the client gets an answer, right or wrong");

  private final int standard;
  private final int greatest;
  private final String meaning;

  Limit(int standard, int greatest, String meaning) {
    this.standard = standard;
    this.greatest = greatest;
    this.meaning = meaning;
  }

  /** The default. */
  public int standard() {
    return standard;
  }

  /** The greatest value an operator may set. */
  public int greatest() {
    return greatest;
  }

  /** What is counted, in one line. */
  public String meaning() {
    return meaning;
  }

  /** The key of this limit in the configuration file. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
