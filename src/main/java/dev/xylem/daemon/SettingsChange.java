package dev.xylem.daemon;

import dev.xylem.config.ForwardZone;
import dev.xylem.config.Settings;
import dev.xylem.config.StubZone;
import dev.xylem.dns.Name;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** How settings differ from those before, and what that means for a running server. */
final class SettingsChange {
  /** What is made once: sockets, threads, the room that caches have. */
  private static final List<String> ONCE =
      List.of("listen", "cache", "query-log", "control", "recent", "lab");

  private static final String ADDRESSES = "listen.addresses";

  private SettingsChange() {}

  /** The sections that have changed and count at once. */
  static List<String> now(Settings before, Settings after) {
    List<String> now = new ArrayList<>();
    addChanged(now, "", before, after);
    now.removeAll(ONCE);
    if (!before.listen().addresses().equals(after.listen().addresses())) {
      now.add(ADDRESSES);
    }
    return now;
  }

  /** The settings that have changed and count from the next start on. */
  static List<String> later(Settings before, Settings after) {
    List<String> later = new ArrayList<>();
    addChanged(later, "listen", before.listen(), after.listen());
    addChanged(later, "cache", before.cache(), after.cache());
    addChanged(later, "query-log", before.queryLog(), after.queryLog());
    addChanged(later, "control", before.control(), after.control());
    addChanged(later, "recent", before.recent(), after.recent());
    addChanged(later, "lab", before.lab(), after.lab());
    later.remove(ADDRESSES);
    return later;
  }

  /** Whether what was judged before might be judged otherwise. */
  static boolean judgesOtherwise(Settings before, Settings after) {
    return !before.dnssec().equals(after.dnssec())
        || !before.negativeTrustAnchors().equals(after.negativeTrustAnchors())
        || !before.rebinding().equals(after.rebinding());
  }

  /** Zones whose servers are others, or are found otherwise. */
  static Set<Name> moved(Settings before, Settings after) {
    Set<Object> zones = new HashSet<>(before.stubZones());
    zones.addAll(before.forwardZones());
    Set<Object> others = new HashSet<>(after.stubZones());
    others.addAll(after.forwardZones());
    Set<Object> either = new HashSet<>(zones);
    either.addAll(others);
    either.removeIf(zone -> zones.contains(zone) && others.contains(zone));
    Set<Name> names = new TreeSet<>();
    for (Object zone : either) {
      names.add(zone instanceof StubZone stub ? stub.name() : ((ForwardZone) zone).name());
    }
    return names;
  }

  /** The names, as in the file, of the components of two records that differ. */
  private static void addChanged(List<String> names, String section, Record a, Record b) {
    for (RecordComponent component : a.getClass().getRecordComponents()) {
      if (!value(component, a).equals(value(component, b))) {
        String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        names.add(section.isEmpty() ? key : section + "." + key);
      }
    }
  }

  private static Object value(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
