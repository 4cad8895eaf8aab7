package dev.xylem.daemon.anchor;

import dev.xylem.config.TrustAnchorUpdates;
import dev.xylem.daemon.state.StateFile;
import dev.xylem.dns.Name;
import dev.xylem.validate.anchor.TrustPoint;
import dev.xylem.validate.anchor.TrustPointStore;
import dev.xylem.validate.anchor.TrustPointText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps trust points from one run to the next (RFC 5011 §2.4: without it a new key
 * waits its time anew at each start). It is replaced as a whole, so that at every moment there is
 * either the old content or the new. Nothing about it is fatal: without it the configured anchors
 * are as good as ever.
 */
public final class TrustPointFile implements TrustPointStore {
  private static final Logger LOG = LoggerFactory.getLogger(TrustPointFile.class);
  private static final String NAME = "trust-anchors.state";

  private final Path file;
  private boolean warned;

  public TrustPointFile(Path file) {
    this.file = file;
  }

  /** The file that the settings name, or else one in the folder that systemd made for it. */
  public static Optional<Path> find(TrustAnchorUpdates updates, Map<String, String> environment) {
    return StateFile.find(updates.state(), NAME, environment);
  }

  /** {@code configured}, each with what the file knows of it; what is not configured is let go. */
  public List<TrustPoint> resume(List<TrustPoint> configured) {
    Map<Name, TrustPoint> written = new HashMap<>();
    read().forEach(point -> written.put(point.zone(), point));
    return configured.stream()
        .map(point -> {
          TrustPoint before = written.get(point.zone());
          return before == null ? point : point.resumed(before);
        })
        .toList();
  }

  private List<TrustPoint> read() {
    try {
      return TrustPointText.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      LOG.warn("the state of trust anchors in {} cannot be read: {}", file, e.toString());
      return List.of();
    } catch (RuntimeException e) {
      setAside(e);
      return List.of();
    }
  }

  private void setAside(RuntimeException why) {
    try {
      Path aside = new StateFile(file).setAside();
      LOG.warn(
          "the state of trust anchors in {} is damaged ({}): moved to {}, beginning with the"
              + " configured anchors",
          file,
          why.getMessage(),
          aside);
    } catch (IOException e) {
      LOG.warn("the state of trust anchors in {} is damaged: {}", file, why.getMessage());
    }
  }

  @Override
  public void save(Collection<TrustPoint> points) {
    byte[] octets = TrustPointText.format(points).getBytes(StandardCharsets.UTF_8);
    try {
      new StateFile(file).replace(out -> out.write(octets));
      warned = false;
    } catch (IOException e) {
      if (!warned) {
        LOG.warn(
            "the state of trust anchors cannot be written to {}: {}; what is learnt of new keys is"
                + " lost when this process ends",
            file,
            e.toString());
      }
      warned = true;
    }
  }
}
