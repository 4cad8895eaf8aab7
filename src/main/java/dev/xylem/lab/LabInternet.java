package dev.xylem.lab;

import dev.xylem.dns.Name;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small internet on loopback: a signed root, top-level domains, and below them zones of every
 * kind that a resolver meets, the broken ones included. {@code internet.txt} lists them.
 *
 * <p>Each server has an address of its own in 127.53.0.0/24; all listen on the same port, since NS
 * records have no ports.
 */
public final class LabInternet implements AutoCloseable {
  private final List<LabAuthority> servers;
  private final RrSet trustAnchors;
  private final Map<Name, List<InetAddress>> rootHints;

  private LabInternet(
      List<LabAuthority> servers, RrSet trustAnchors, Map<Name, List<InetAddress>> rootHints) {
    this.servers = List.copyOf(servers);
    this.trustAnchors = trustAnchors;
    this.rootHints = rootHints;
  }

  /** Signs and starts everything; port 0 lets the system choose one. */
  public static LabInternet start(int port) throws IOException {
    LabPlan plan = LabPlan.load();
    List<Zone> zones = plan.served();
    List<LabAuthority> servers = new ArrayList<>();
    int chosen = port;
    try {
      for (var server : plan.servers(zones).entrySet()) {
        InetAddress address = InetAddress.ofLiteral(server.getKey());
        var answers = new AuthorityAnswers(server.getValue());
        servers.add(LabAuthority.start(answers, address, chosen));
        chosen = servers.getFirst().port();
      }
    } catch (IOException e) {
      closeAll(servers);
      throw e;
    }
    RrSet anchors = plan.root().delegationSigner();
    if (anchors == null) {
      throw new IllegalStateException("the root of the lab is not signed");
    }
    return new LabInternet(servers, anchors, hints(plan));
  }

  /** All zones as they are served, without starting a server: for the simulator. */
  public static List<Zone> zones() {
    return LabPlan.load().served();
  }

  /** The root servers: their names and addresses. */
  public Map<Name, List<InetAddress>> rootHints() {
    return rootHints;
  }

  /** The DS records of the root. */
  public RdataList trustAnchors() {
    return trustAnchors.records();
  }

  /** The port of every server. */
  public int port() {
    return servers.getFirst().port();
  }

  @Override
  public void close() throws IOException {
    closeAll(servers);
  }

  private static void closeAll(List<LabAuthority> servers) throws IOException {
    for (LabAuthority server : servers) {
      server.close();
    }
  }

  private static Map<Name, List<InetAddress>> hints(LabPlan plan) {
    Zone root = plan.root().data();
    var hints = new LinkedHashMap<Name, List<InetAddress>>();
    RrSet servers = root.find(Name.ROOT, RrType.NS);
    for (var rdata : servers == null ? RdataList.EMPTY : servers.records()) {
      RrSet glue = root.find(rdata.nameAt(0), RrType.A);
      hints.put(rdata.nameAt(0), glue == null ? List.of() : glue.addresses());
    }
    return Collections.unmodifiableMap(hints);
  }
}
