package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import java.util.List;

/** The records that prove why an answer is not more (RFC 4035 §3.1.3, RFC 5155 §7.2). */
interface DenialProofs {

  /** That {@code name} exists but has not the type asked for; empty non-terminals included. */
  List<RrSet> noData(Name name);

  /** That neither {@code name} nor a wildcard for it exists. */
  List<RrSet> nxDomain(Name name);

  /** That {@code name} does not exist, so that a wildcard answers for it. */
  List<RrSet> wildcardAnswer(Name name);

  /** That {@code name} does not exist and {@code wildcard} has not the type asked for. */
  List<RrSet> wildcardNoData(Name name, Name wildcard);

  /** That the delegation of {@code name} has no DS. */
  default List<RrSet> unsignedDelegation(Name name) {
    return noData(name);
  }
}
