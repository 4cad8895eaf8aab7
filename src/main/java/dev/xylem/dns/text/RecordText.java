package dev.xylem.dns.text;

import dev.xylem.dns.Name;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import java.util.List;

/** A single record as an operator writes it: owner, TTL and class optional, type, RDATA. */
public final class RecordText {
  /** What a record without TTL has. */
  private static final int TTL = 3600;

  private RecordText() {}

  /**
   * The record written as {@code text}; names are absolute with or without final dot.
   *
   * @throws IllegalArgumentException saying what is wrong with {@code text}
   */
  public static RrSet parse(String text) {
    Entry entry = new EntryLexer(text + "\n").next();
    if (entry == null || entry.indented()) {
      throw new IllegalArgumentException("it needs an owner");
    }
    return parse(entry.tokens(), Name.ROOT);
  }

  /** The record in the words of one entry; relative names are below {@code origin}. */
  public static RrSet parse(List<Token> words, Name origin) {
    Name owner = Name.of(words.getFirst().text(), origin);
    int ttl = TTL;
    RrClass rrClass = RrClass.IN;
    int at = 1;
    while (at < words.size() && !RrType.isMnemonic(words.get(at).text())) {
      String word = words.get(at++).text();
      if (TtlText.isInterval(word)) {
        ttl = (int) Math.min(Integer.MAX_VALUE, TtlText.parse(word));
      } else {
        rrClass = RrClass.of(word);
      }
    }
    if (at == words.size()) {
      throw new IllegalArgumentException("it needs a type");
    }
    RrType type = RrType.of(words.get(at).text());
    Rdata rdata = RdataText.parse(type, words.subList(at + 1, words.size()), origin);
    return RrSet.of(owner, type, ttl, rdata).withClass(rrClass);
  }
}
