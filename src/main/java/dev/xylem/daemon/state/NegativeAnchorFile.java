package dev.xylem.daemon.state;

import dev.xylem.dns.Name;
import dev.xylem.validate.TrustAnchors.Negative;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The negative trust anchors that were added by command, a line for each, and a checksum. */
public final class NegativeAnchorFile {
  private static final Logger LOG = LoggerFactory.getLogger(NegativeAnchorFile.class);
  private static final String NAME = "negative-anchors.state";
  private static final String HEAD = "xylem-negative-anchors 1";

  private final Optional<StateFile> file;

  private NegativeAnchorFile(Optional<StateFile> file) {
    this.file = file;
  }

  /** Beside the state of trust anchors; without a place for it, nothing is kept. */
  public static NegativeAnchorFile of(
      Optional<Path> trustAnchors, Map<String, String> environment) {
    Optional<Path> beside = trustAnchors.map(path -> path.resolveSibling(NAME));
    return new NegativeAnchorFile(StateFile.find(beside, NAME, environment).map(StateFile::new));
  }

  /** Those that are written, also those that are over. */
  public List<Negative> read() {
    if (file.isEmpty()) {
      return List.of();
    }
    Path path = file.get().path();
    try {
      return parse(Files.readString(path));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      LOG.warn("the negative trust anchors in {} cannot be read: {}", path, e.toString());
    } catch (RuntimeException e) {
      LOG.warn("{} is damaged ({}): set aside", path, e.getMessage());
      try {
        file.get().setAside();
      } catch (IOException again) {
        LOG.warn("{} cannot be moved: {}", path, again.toString());
      }
    }
    return List.of();
  }

  private static List<Negative> parse(String text) {
    List<String> lines = text.lines().toList();
    int last = lines.size() - 1;
    if (last < 1 || !lines.getFirst().equals(HEAD)) {
      throw new IllegalArgumentException("it does not begin with \"" + HEAD + "\"");
    }
    List<String> content = lines.subList(0, last);
    if (!lines.getLast().equals(checksum(content))) {
      throw new IllegalArgumentException("its checksum is wrong");
    }
    List<Negative> all = new ArrayList<>();
    for (String line : content.subList(1, last)) {
      String[] words = line.split(" ", 3);
      long until = Instant.parse(words[1]).getEpochSecond();
      all.add(new Negative(Name.of(words[0]), until, words[2]));
    }
    return all;
  }

  /** Writes {@code all}; what cannot be written is lost when the process ends. */
  public void write(List<Negative> all) {
    if (file.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>(List.of(HEAD));
    for (Negative one : all) {
      lines.add(one.zone() + " " + Instant.ofEpochSecond(one.until()) + " " + one.reason());
    }
    lines.add(checksum(lines));
    byte[] octets = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      file.get().replace(out -> out.write(octets));
    } catch (IOException e) {
      LOG.warn(
          "the negative trust anchors cannot be written to {}: {}",
          file.get().path(),
          e.toString());
    }
  }

  private static String checksum(List<String> lines) {
    var sum = new CRC32C();
    sum.update(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    return "crc-32c " + Long.toHexString(sum.getValue());
  }
}
