package dev.xylem.daemon;

import dev.xylem.cache.NameServer;
import dev.xylem.config.Dnssec;
import dev.xylem.config.Iteration;
import dev.xylem.config.Listen;
import dev.xylem.config.Settings;
import dev.xylem.config.TrustAnchor;
import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrType;
import dev.xylem.iterate.RootHints;
import dev.xylem.lab.LabInternet;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lab as a resolver sees it: its root servers and its root's key, and the settings under which
 * it can be asked. They differ from the operator's in four places: the port of authoritative
 * servers, that these are on loopback, that reverse zones of documentation addresses are resolved,
 * and where clients come in (127.0.0.1 port 5300, unless a configuration file was named).
 */
record Lab(LabInternet internet, Settings settings, RootHints hints) implements AutoCloseable {
  private static final InetAddress CLIENTS_AT = InetAddress.ofLiteral("127.0.0.1");
  private static final int CLIENTS_PORT = 5300;

  /** Starts the lab's servers for {@code settings}. */
  static LabInternet internet(Settings settings) throws IOException {
    return start(settings.lab().port());
  }

  /** Starts a lab beside another one that may be running: on any free port. */
  static Lab startBeside(Settings settings) throws IOException {
    return of(LabInternet.start(0), settings, true);
  }

  /** What {@code settings} become when {@code internet} is all there is. */
  static Lab of(LabInternet internet, Settings settings, boolean fileNamed) {
    List<NameServer> roots = new ArrayList<>();
    internet.rootHints().forEach((name, addresses) -> roots.add(new NameServer(name, addresses)));
    var adapted =
        new Settings(
            fileNamed ? settings.listen() : listen(settings.listen()),
            settings.access(),
            settings.identity(),
            settings.cookies(),
            settings.clientRate(),
            settings.cache(),
            settings.stale(),
            iteration(settings.iteration(), internet.port()),
            dnssec(settings.dnssec(), internet),
            settings.negativeTrustAnchors(),
            settings.stubZones(),
            settings.forwardZones(),
            settings.upstream(),
            settings.limits(),
            specialUse(settings.specialUse()),
            settings.local(),
            settings.rebinding(),
            settings.answers(),
            settings.log(),
            settings.queryLog(),
            settings.control(),
            settings.recent(),
            settings.lab());
    return new Lab(internet, adapted, new RootHints(roots));
  }

  @Override
  public void close() throws IOException {
    internet.close();
  }

  private static LabInternet start(int port) throws IOException {
    try {
      return LabInternet.start(port);
    } catch (BindException e) {
      throw new IOException(
          "the lab cannot listen on port "
              + port
              + " of 127.53.0.0/24: "
              + e.getMessage()
              + "; choose another with the setting lab.port",
          e);
    }
  }

  private static Listen listen(Listen listen) {
    return new Listen(
        List.of(CLIENTS_AT),
        CLIENTS_PORT,
        listen.sharePort(),
        listen.eventLoops(),
        listen.udpAnswerSize(),
        listen.tcpConnections(),
        listen.tcpConnectionsPerClient(),
        listen.tcpIdleTimeout(),
        listen.tcpWaitingPerConnection(),
        listen.waitingQueries(),
        listen.waitingQueriesPerClient(),
        listen.udpRepliesPerClient(),
        listen.udpDiscardTimeout());
  }

  private static Iteration iteration(Iteration iteration, int port) {
    return new Iteration(
        Optional.empty(),
        iteration.priming(),
        port,
        iteration.ipv4(),
        false,
        iteration.qnameMinimisation(),
        iteration.caseRandomisation(),
        List.of(),
        iteration.queriesPerZone(),
        iteration.queriesPerServer());
  }

  /** The lab's root is signed with its own key, and no other anchor counts there. */
  private static Dnssec dnssec(Dnssec dnssec, LabInternet internet) {
    List<TrustAnchor> anchors = new ArrayList<>(withoutRoot(dnssec.trustAnchors()));
    for (Rdata ds : internet.trustAnchors()) {
      anchors.add(new TrustAnchor(Name.ROOT, RrType.DS, ds));
    }
    return dnssec
        .withTrustAnchors(anchors)
        .withFileAnchors(withoutRoot(dnssec.updates().anchors()));
  }

  private static List<TrustAnchor> withoutRoot(List<TrustAnchor> anchors) {
    return anchors.stream().filter(anchor -> !anchor.zone().isRoot()).toList();
  }

  private static Settings.SpecialUse specialUse(Settings.SpecialUse specialUse) {
    List<Name> except = new ArrayList<>(specialUse.except());
    except.add(Name.of("2.0.192.in-addr.arpa."));
    except.add(Name.of("8.b.d.0.1.0.0.2.ip6.arpa."));
    return new Settings.SpecialUse(specialUse.enabled(), except);
  }
}
