package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import java.util.List;

/** What an unsigned zone can prove. */
final class NoProofs implements DenialProofs {

  @Override
  public List<RrSet> noData(Name name) {
    return List.of();
  }

  @Override
  public List<RrSet> nxDomain(Name name) {
    return List.of();
  }

  @Override
  public List<RrSet> wildcardAnswer(Name name) {
    return List.of();
  }

  @Override
  public List<RrSet> wildcardNoData(Name name, Name wildcard) {
    return List.of();
  }
}
