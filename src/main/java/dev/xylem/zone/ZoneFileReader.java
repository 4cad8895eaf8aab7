package dev.xylem.zone;

import dev.xylem.dns.Name;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.Entry;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dns.text.Token;
import dev.xylem.dns.text.TtlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads zone files (RFC 1035 §5, {@code $TTL} of RFC 2308 §4, and {@code $GENERATE} as in BIND).
 *
 * <p>An included file has its own origin but shares owner and TTL with the including one, whose
 * origin is unchanged afterwards (RFC 1035 §5.1).
 */
public final class ZoneFileReader {
  /** Files that include one another must end somewhere. */
  private static final int MOST_INCLUDES = 16;

  private static final Pattern CLASS =
      Pattern.compile("IN|CH|HS|CLASS\\d{1,5}", Pattern.CASE_INSENSITIVE);

  private final List<ResourceRecord> records;
  private final String file;
  private final @Nullable Path folder;
  private final int depth;
  private Name origin;
  private Defaults defaults = new Defaults(null, null, null);

  /**
   * What an entry may leave out.
   *
   * @param owner of the record before
   * @param ttl of {@code $TTL}
   * @param lastTtl of the last record that gave one
   */
  private record Defaults(@Nullable Name owner, @Nullable Integer ttl, @Nullable Integer lastTtl) {}

  private ZoneFileReader(
      List<ResourceRecord> records, String file, @Nullable Path folder, Name origin, int depth) {
    this.records = records;
    this.file = file;
    this.folder = folder;
    this.origin = origin;
    this.depth = depth;
  }

  /** The records of the zone file at {@code path}. */
  public static List<ResourceRecord> read(Path path, Name origin)
      throws IOException, ZoneFileException {
    List<ResourceRecord> records = new ArrayList<>();
    new ZoneFileReader(records, path.toString(), path.toAbsolutePath().getParent(), origin, 0)
        .readEntries(Files.readString(path));
    return records;
  }

  /** The records of a zone file's text; {@code file} is its name in messages. No includes. */
  public static List<ResourceRecord> parse(String text, String file, Name origin)
      throws ZoneFileException {
    List<ResourceRecord> records = new ArrayList<>();
    new ZoneFileReader(records, file, null, origin, 0).readEntries(text);
    return records;
  }

  /** The zone in the file at {@code path}. */
  public static Zone readZone(Path path, Name apex) throws IOException, ZoneFileException {
    return toZone(read(path, apex), path.toString(), apex);
  }

  /** The zone of a zone file's text. */
  public static Zone parseZone(String text, String file, Name apex) throws ZoneFileException {
    return toZone(parse(text, file, apex), file, apex);
  }

  private static Zone toZone(List<ResourceRecord> records, String file, Name apex)
      throws ZoneFileException {
    try {
      return Zone.of(apex, records);
    } catch (IllegalArgumentException e) {
      throw new ZoneFileException(file, 1, String.valueOf(e.getMessage()));
    }
  }

  private void readEntries(String text) throws ZoneFileException {
    var lexer = new EntryLexer(text);
    try {
      for (Entry entry = lexer.next(); entry != null; entry = lexer.next()) {
        take(entry);
      }
    } catch (IllegalArgumentException e) {
      throw new ZoneFileException(file, lexer.entryLine(), String.valueOf(e.getMessage()));
    }
  }

  private void take(Entry entry) throws ZoneFileException {
    Token first = entry.tokens().getFirst();
    if (entry.indented() || first.quoted() || !first.text().startsWith("$")) {
      record(entry.tokens(), entry.indented());
      return;
    }
    List<Token> arguments = entry.tokens().subList(1, entry.tokens().size());
    switch (first.text().toUpperCase(Locale.ROOT)) {
      case "$ORIGIN" -> origin = Name.of(argument(arguments, 0), origin);
      case "$TTL" ->
          defaults = new Defaults(defaults.owner, ttl(argument(arguments, 0)), defaults.lastTtl);
      case "$INCLUDE" -> include(arguments, entry.line());
      case "$GENERATE" -> {
        for (List<Token> generated : Generation.of(arguments)) {
          record(generated, false);
        }
      }
      default -> throw new IllegalArgumentException("unknown directive " + first.text());
    }
  }

  private void record(List<Token> tokens, boolean sameOwner) {
    int at = sameOwner ? 0 : 1;
    Name owner = sameOwner ? defaults.owner : Name.of(tokens.getFirst().text(), origin);
    if (owner == null) {
      throw new IllegalArgumentException("the first record has no owner");
    }
    Integer ttl = null;
    RrClass rrClass = null;
    for (; at < tokens.size(); at++) {
      String text = tokens.get(at).text();
      if (ttl == null && TtlText.isInterval(text)) {
        ttl = ttl(text);
      } else if (rrClass == null && isClass(text)) {
        rrClass = RrClass.of(text);
      } else {
        break;
      }
    }
    if (at == tokens.size()) {
      throw new IllegalArgumentException("record without type");
    }
    RrType type = RrType.of(tokens.get(at).text());
    var rdata = RdataText.parse(type, tokens.subList(at + 1, tokens.size()), origin);
    int lasting = ttl != null ? ttl : defaultTtl();
    defaults = new Defaults(owner, defaults.ttl, ttl != null ? ttl : defaults.lastTtl);
    records.add(
        new ResourceRecord(owner, type, rrClass == null ? RrClass.IN : rrClass, lasting, rdata));
  }

  private int defaultTtl() {
    Integer ttl = defaults.ttl != null ? defaults.ttl : defaults.lastTtl;
    if (ttl == null) {
      throw new IllegalArgumentException("record without TTL, and no $TTL before it");
    }
    return ttl;
  }

  private void include(List<Token> arguments, int line) throws ZoneFileException {
    String name = argument(arguments, 0);
    if (folder == null) {
      throw new IllegalArgumentException("$INCLUDE is not possible here");
    }
    if (depth == MOST_INCLUDES) {
      throw new IllegalArgumentException("$INCLUDE nested " + MOST_INCLUDES + " deep");
    }
    Path path = folder.resolve(name);
    Name theirs = arguments.size() > 1 ? Name.of(arguments.get(1).text(), origin) : origin;
    var reader =
        new ZoneFileReader(
            records, path.toString(), path.toAbsolutePath().getParent(), theirs, depth + 1);
    reader.defaults = defaults;
    String text;
    try {
      text = Files.readString(path);
    } catch (IOException e) {
      throw new ZoneFileException(file, line, "cannot read " + path + ": " + e);
    }
    reader.readEntries(text);
    defaults = reader.defaults;
  }

  private static String argument(List<Token> arguments, int index) {
    if (index >= arguments.size()) {
      throw new IllegalArgumentException("directive without argument");
    }
    return arguments.get(index).text();
  }

  private static int ttl(String text) {
    long seconds = TtlText.parse(text);
    if (seconds > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("TTL of more than 31 bits: " + text);
    }
    return (int) seconds;
  }

  private static boolean isClass(String text) {
    return CLASS.matcher(text).matches();
  }
}
