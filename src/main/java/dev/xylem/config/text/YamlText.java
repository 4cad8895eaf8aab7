package dev.xylem.config.text;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML as it is in files, before anybody knows what it means. */
public final class YamlText {
  /** The folder beside a configuration file whose files say what differs from it. */
  private static final String FOLDER = "conf.d";

  private YamlText() {}

  /** The document in {@code text}, called {@code name} in messages; null if it is empty or bad. */
  public static @Nullable Node compose(String text, String name, Problems problems) {
    problems.begin(name);
    LoadSettings yaml = LoadSettings.builder().setUseMarks(true).setLabel(name).build();
    try {
      return new Compose(yaml).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      problems.add(e.getProblemMark(), "this is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(name, "this is not YAML: " + e.getMessage());
    }
    return null;
  }

  /** The document in {@code file}; null if it is empty or bad. */
  public static @Nullable Node read(Path file, Problems problems) {
    String name = file.toString();
    try {
      return compose(Files.readString(file), name, problems);
    } catch (CharacterCodingException e) {
      problems.add(name, "the file is not UTF-8 text");
    } catch (NoSuchFileException e) {
      problems.add(name, "there is no such file");
    } catch (AccessDeniedException e) {
      problems.add(name, "permission to read the file is denied");
    } catch (IOException e) {
      problems.add(name, "the file cannot be read: " + e.getMessage());
    }
    return null;
  }

  /** The files in {@code conf.d} beside {@code file} by name; none when there is no such folder. */
  public static List<Path> filesBeside(Path file, Problems problems) {
    Path folder = file.resolveSibling(FOLDER);
    var files = new ArrayList<Path>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    // Hidden ones are those of editors, and where Kubernetes keeps what it mounts.
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "[!.]*.{yaml,yml}")) {
      found.forEach(files::add);
    } catch (IOException e) {
      problems.add(folder.toString(), "the folder cannot be read: " + e.getMessage());
    }
    for (Path other : files) {
      if (other.toString().endsWith(".yml")) {
        problems.add(other.toString(), "the name must end in .yaml");
      }
    }
    return files.stream().sorted().toList();
  }
}
