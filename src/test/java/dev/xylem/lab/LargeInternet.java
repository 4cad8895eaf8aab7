package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RrSetText;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneFileException;
import dev.xylem.zone.ZoneFileReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Zone files of an internet to measure in: the root, 20 top-level domains and 20,000 delegations,
 * of which three in ten are signed. Root and top-level domains are signed, these with opt-out, as
 * is usual; every key is ECDSA P-256. Written for NSD, which {@code scripts/bench} starts.
 */
public final class LargeInternet {
  private static final int TLDS = 20;
  private static final int HOSTERS = 50;
  private static final Denial NSEC = new Denial.Nsec();
  private static final Denial OPT_OUT = new Denial.Nsec3("", 0, Denial.Coverage.OPT_OUT);
  private static final String HOSTS =
      String.join(
          "",
          List.of(
              "www A 192.0.2.1\n",
              "mail A 192.0.2.2\n",
              "api A 192.0.2.3\n",
              "shop A 192.0.2.4\n",
              "blog A 192.0.2.5\n"));

  private final Path folder;
  private final int delegations;

  /** The DS RRsets of the signed delegations, by their names. */
  private final Map<Name, RrSet> signers = new ConcurrentHashMap<>();

  private LargeInternet(Path folder, int delegations) {
    this.folder = folder;
    this.delegations = delegations;
  }

  /** Takes the folder for the zone files and how many delegations there shall be. */
  public static void main(String[] arguments) throws IOException {
    new LargeInternet(Path.of(arguments[0]), Integer.parseInt(arguments[1])).write();
  }

  private void write() throws IOException {
    Files.createDirectories(folder);
    IntStream.range(0, delegations).parallel().forEach(this::writeDelegated);
    IntStream.range(0, TLDS).parallel().forEach(this::writeTld);
    var root = new StringBuilder(start(".", "10.53.0.1", "10.53.0.2"));
    IntStream.range(0, TLDS).forEach(tld -> root.append(delegation(tld(tld), tldServers(tld))));
    ZonePlan plan = plan(".", root.toString(), true, NSEC);
    write(plan, IntStream.range(0, TLDS).mapToObj(tld -> signer(tld(tld))).toList());
    RrSet anchor = Objects.requireNonNull(plan.delegationSigner());
    Files.writeString(folder.resolve("anchor"), RrSetText.format(anchor));
  }

  private void writeDelegated(int number) {
    String zone = delegated(number);
    ZonePlan plan = plan(zone, start(zone, hosterServers(number)) + HOSTS, signed(number), NSEC);
    write(plan, List.of());
  }

  private void writeTld(int tld) {
    var text = new StringBuilder(start(tld(tld), tldServers(tld)));
    List<RrSet> below = new ArrayList<>();
    for (int number = tld; number < delegations; number += TLDS) {
      text.append(delegation(delegated(number), hosterServers(number)));
      if (signed(number)) {
        below.add(signer(delegated(number)));
      }
    }
    write(plan(tld(tld), text.toString(), true, OPT_OUT), below);
  }

  private ZonePlan plan(String apex, String text, boolean signed, Denial denial) {
    try {
      Zone data = ZoneFileReader.parseZone(text, apex, Name.of(apex));
      SigningAlgorithm algorithm = signed ? SigningAlgorithm.ECDSAP256SHA256 : null;
      return new ZonePlan(data, algorithm, denial, Flaw.NONE);
    } catch (ZoneFileException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(ZonePlan plan, List<RrSet> below) {
    RrSet ds = plan.delegationSigner();
    if (ds != null) {
      signers.put(plan.apex(), ds);
    }
    var text = new StringBuilder();
    Zone zone = plan.served(below);
    // NSD wants the SOA first.
    text.append(RrSetText.format(zone.soa()));
    zone.sets().stream()
        .filter(set -> !set.type().equals(RrType.SOA))
        .forEach(set -> text.append(RrSetText.format(set)));
    String file = plan.apex().isRoot() ? "root" : plan.apex().toString();
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RrSet signer(String zone) {
    return Objects.requireNonNull(signers.get(Name.of(zone)));
  }

  private static boolean signed(int number) {
    // The delegations of one top-level domain are TLDS apart.
    return number / TLDS % 10 < 3;
  }

  private static String tld(int number) {
    return "t%02d.".formatted(number);
  }

  private static String delegated(int number) {
    return "zone%05d.%s".formatted(number, tld(number % TLDS));
  }

  private static String[] tldServers(int tld) {
    return new String[] {"10.53.1." + (2 * tld + 1), "10.53.1." + (2 * tld + 2)};
  }

  private static String[] hosterServers(int number) {
    int hoster = number / TLDS % HOSTERS + 1;
    return new String[] {"10.53.2." + hoster, "10.53.3." + hoster};
  }

  private static String start(String zone, String... servers) {
    String dot = zone.equals(".") ? "" : ".";
    String soa = "@ SOA ns1%s%s hostmaster%s%s 1 7200 3600 1209600 3600\n";
    return "$TTL 86400\n" + soa.formatted(dot, zone, dot, zone) + delegation(zone, servers);
  }

  private static String delegation(String zone, String... servers) {
    String below = zone.equals(".") ? "." : "." + zone;
    var text = new StringBuilder();
    for (int i = 0; i < servers.length; i++) {
      String server = "ns" + (i + 1) + below;
      text.append(zone).append(" NS ").append(server).append('\n');
      text.append(server).append(" A ").append(servers[i]).append('\n');
    }
    return text.toString();
  }
}
