package dev.xylem.listen.admission;

import dev.xylem.dns.IpPrefix;
import dev.xylem.runtime.TimeSource;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The places of waiting queries: how many there are, and how many one client may have.
 *
 * <p>When all are taken, a newcomer may still get in (S40, S43b). If a client has at least two more
 * places than the newcomer's, the oldest query of the one that has most gives way, so that nobody
 * who asks much can keep others out. If nobody has more than another, the oldest query of the later
 * half gives way, to others or to a newer one of its own client; the earlier half stays whatever
 * comes, so that a flood from many addresses cannot end everybody's work. In both cases a query has
 * had its {@link #PATIENCE} before it gives way, and no client makes one with fewer places than
 * itself give way.
 *
 * <p>Giving way is an interruption: it ends whatever the query's thread waits for.
 */
public final class Places {
  /**
   * Most honest questions have their answer by then. The later half of 2048 places lasts that long
   * with 10,000 newcomers a second; with 200 ms, 5000 that came unevenly shut others out.
   */
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

  private final int most;
  private final int mostPerClient;
  private final TimeSource time;
  private final Map<IpPrefix, Client> clients = new HashMap<>();
  private final NavigableMap<Integer, SequencedSet<Client>> clientsByPlaces = new TreeMap<>();
  private final SequencedSet<Place> laterHalf = new LinkedHashSet<>();
  private int taken;

  /** {@code most} places, of which one client may have {@code mostPerClient}. */
  public Places(int most, int mostPerClient, TimeSource time) {
    this.most = most;
    this.mostPerClient = mostPerClient;
    this.time = time;
  }

  /** What comes of asking for a place. */
  public sealed interface Admission {}

  /** There is none. */
  public enum Refusal implements Admission {
    /** The client has as many as one may have. */
    CLIENT_HAS_ALL_ITS_PLACES("too many of your queries are waiting"),
    /** All are taken, and nobody has to give way. */
    ALL_TAKEN("too many queries are waiting");

    private final String reason;

    Refusal(String reason) {
      this.reason = reason;
    }

    /** For the client. */
    public String reason() {
      return reason;
    }
  }

  private static final class Client {
    private final IpPrefix prefix;
    private final SequencedSet<Place> places = new LinkedHashSet<>();

    Client(IpPrefix prefix) {
      this.prefix = prefix;
    }
  }

  /** One query's place. */
  public final class Place implements Admission {
    private final Client client;
    private final long since = time.nanos();
    private boolean free;
    private @Nullable Thread occupant;

    private Place(Client client) {
      this.client = client;
    }

    /** The calling thread works on the query from now on: it is interrupted to give way. */
    public void occupy() {
      synchronized (Places.this) {
        occupant = Thread.currentThread();
        if (free) {
          occupant.interrupt();
        }
      }
    }

    /** Frees the place, if it is not free already. */
    public void leave() {
      synchronized (Places.this) {
        if (!free) {
          free = true;
          remove(this);
        }
      }
    }

    private boolean hasHadItsTime() {
      return time.nanos() - since >= PATIENCE;
    }

    private void giveWay() {
      leave();
      if (occupant != null) {
        occupant.interrupt();
      }
    }
  }

  /** A place for a query of {@code address}, or why there is none. */
  public synchronized Admission take(InetAddress address) {
    IpPrefix prefix = ClientPrefix.of(address);
    Client known = clients.get(prefix);
    Client client = known == null ? new Client(prefix) : known;
    if (client.places.size() >= mostPerClient) {
      return Refusal.CLIENT_HAS_ALL_ITS_PLACES;
    }
    if (taken >= most) {
      Place leaving = whoGivesWayTo(client);
      if (leaving == null) {
        return Refusal.ALL_TAKEN;
      }
      leaving.giveWay();
    }
    return add(client);
  }

  private @Nullable Place whoGivesWayTo(Client newcomer) {
    if (taken == 0) {
      return null;
    }
    Client greatest = clientsByPlaces.lastEntry().getValue().getFirst();
    boolean unequal = greatest.places.size() > newcomer.places.size() + 1;
    if (!unequal && laterHalf.isEmpty()) {
      return null;
    }
    Place oldest = unequal ? greatest.places.getFirst() : laterHalf.getFirst();
    boolean own = oldest.client == newcomer;
    boolean mayGo = own || oldest.client.places.size() > newcomer.places.size();
    return mayGo && oldest.hasHadItsTime() ? oldest : null;
  }

  private Place add(Client client) {
    var place = new Place(client);
    clients.put(client.prefix, client);
    move(client, () -> client.places.add(place));
    taken++;
    if (taken - laterHalf.size() > (most + 1) / 2) {
      laterHalf.add(place);
    }
    return place;
  }

  private void remove(Place place) {
    Client client = place.client;
    move(client, () -> client.places.remove(place));
    if (client.places.isEmpty()) {
      clients.remove(client.prefix);
    }
    taken--;
    laterHalf.remove(place);
  }

  /** Changes the places of {@code client} and finds it its rank among the others. */
  private void move(Client client, Runnable change) {
    int before = client.places.size();
    change.run();
    int after = client.places.size();
    if (before > 0) {
      SequencedSet<Client> equals = clientsByPlaces.get(before);
      if (equals != null && equals.remove(client) && equals.isEmpty()) {
        clientsByPlaces.remove(before);
      }
    }
    if (after > 0) {
      clientsByPlaces.computeIfAbsent(after, _ -> new LinkedHashSet<>()).add(client);
    }
  }
}
