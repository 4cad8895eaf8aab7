package dev.xylem.validate;

import dev.xylem.dnssec.Algorithm;
import java.util.Set;

/**
 * What an operator decides about validation.
 *
 * @param algorithms that are verified; zones with no other count as unsigned (RFC 4035 §5.2)
 * @param digests types of DS digest that are believed
 * @param nsec3Iterations zones that use more count as unsigned where they use them (RFC 9276 §3.2)
 * @param skew seconds by which clocks may differ
 * @param bogusTtl seconds for which a zone whose keys are bogus is remembered as such
 * @param aggressive whether what a zone has denied answers other questions, too (RFC 8198)
 * @param everyAlgorithm whether a zone's keys must be signed with each algorithm that its DS
 *     records name, and not just with one
 */
public record ValidationPolicy(
    Set<Algorithm> algorithms,
    Set<Integer> digests,
    int nsec3Iterations,
    int skew,
    int bogusTtl,
    boolean aggressive,
    boolean everyAlgorithm) {

  public ValidationPolicy {
    algorithms = Set.copyOf(algorithms);
    digests = Set.copyOf(digests);
  }

  boolean supports(int algorithm) {
    Algorithm known = Algorithm.of(algorithm);
    return known != null && algorithms.contains(known);
  }
}
