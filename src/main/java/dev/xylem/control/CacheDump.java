package dev.xylem.control;

import dev.xylem.cache.Entry;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.EntryLexer;
import dev.xylem.dns.text.RdataText;
import dev.xylem.dns.text.RecordText;
import dev.xylem.dns.text.RrSetText;
import dev.xylem.resolve.Resolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The cache as text, one record on each line as in a zone file, and back. Behind each record stands
 * where it was kept, how far it was believed and its zone; what does not exist is a comment.
 */
final class CacheDump {
  /** The last line: without it a dump is cut off. */
  private static final String END = "; end of dump, entries: ";

  private final Operator operator;

  CacheDump(Operator operator) {
    this.operator = operator;
  }

  private record Kept(
      String cache,
      Name name,
      RrType type,
      String what,
      int ttl,
      String trust,
      String security,
      Name zone,
      List<String> records,
      List<String> signatures) {}

  private record Loaded(int rrSets) {}

  List<Route> all() {
    return List.of(
        new Route("GET", "/v1/cache/dump", Set.of(), this::dump),
        new Route("POST", "/v1/cache/load", Set.of(), this::load));
  }

  private Reply dump(Request request) {
    return Reply.streamed(request, this::writeJson, this::writeText);
  }

  private void writeText(Writer out) throws IOException {
    int[] entries = {0};
    forEach((kept, entry) -> {
      out.write(text(kept, entry));
      entries[0]++;
    });
    out.write(END + entries[0] + "\n");
  }

  private void writeJson(Writer out) throws IOException {
    String[] before = {"["};
    forEach((kept, _) -> {
      out.write(before[0] + "\n" + Json.line(kept).strip());
      before[0] = ",";
    });
    out.write((before[0].equals("[") ? "[" : "") + "\n]\n");
  }

  private static String text(Kept kept, Entry entry) {
    String about =
        String.format(
            Locale.ROOT,
            " ; %s, %s, %s, zone %s%n",
            kept.cache(),
            kept.security(),
            kept.trust(),
            kept.zone());
    if (entry instanceof Entry.Positive(var rrSet, _, _, _, _)) {
      return RrSetText.format(rrSet.withTtl(kept.ttl())).replace("\n", about);
    }
    String type = kept.type().equals(RrType.ANY) ? "" : " " + kept.type();
    return "; " + kept.name() + type + ": " + kept.what() + ", TTL " + kept.ttl() + about;
  }

  private interface Each {
    void see(Kept kept, Entry entry) throws IOException;
  }

  private void forEach(Each each) throws IOException {
    Resolver.Memories memories = operator.knowledge().memories();
    try {
      forEach("judged", memories.judged(), each);
      forEach("unjudged", memories.unjudged(), each);
      forEach("restored", memories.restored(), each);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void forEach(String cache, Resolver.Caches caches, Each each) {
    caches
        .rrSets()
        .forEach((question, entry) -> {
          try {
            each.see(kept(cache, question, entry, caches.rrSets().secondsLeft(entry)), entry);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private Kept kept(String cache, Question question, Entry entry, int ttl) {
    String security = entry.security().name().toLowerCase(Locale.ROOT);
    Name zone = operator.knowledge().resolver().closestDelegation(question.name()).zone();
    return switch (entry) {
      case Entry.Positive(var rrSet, _, var trust, _, _) ->
          new Kept(
              cache,
              rrSet.owner(),
              rrSet.type(),
              "data",
              ttl,
              trust.name().toLowerCase(Locale.ROOT).replace('_', ' '),
              security,
              zone,
              texts(rrSet.type(), rrSet.records()),
              texts(RrType.RRSIG, rrSet.signatures()));
      case Entry.Negative(boolean wholeName, _, _, _, _) ->
          new Kept(
              cache,
              question.name(),
              question.type(),
              wholeName ? "no such name" : "no data",
              ttl,
              "answer",
              security,
              zone,
              List.of(),
              List.of());
    };
  }

  private static List<String> texts(RrType type, RdataList records) {
    return StreamSupport.stream(records.spliterator(), false)
        .map(rdata -> RdataText.format(type, rdata))
        .toList();
  }

  /**
   * Takes the records of a dump. They are as good as a server's reply, whatever the comments say:
   * judged when somebody asks for them, and kept no longer than their TTLs.
   */
  private Reply load(Request request) {
    List<RrSet> records = new ArrayList<>();
    var lexer = new EntryLexer(new String(request.body(), StandardCharsets.UTF_8));
    try {
      for (var entry = lexer.next(); entry != null; entry = lexer.next()) {
        records.add(RecordText.parse(entry.tokens(), Name.ROOT));
      }
    } catch (IllegalArgumentException e) {
      throw new Request.BadRequest("line " + lexer.entryLine() + ": " + e.getMessage());
    }
    List<RrSet> rrSets = gathered(records);
    rrSets.forEach(operator.knowledge().memories().restored().rrSets()::restore);
    return Reply.of(
        request, new Loaded(rrSets.size()), () -> "took " + rrSets.size() + " RRsets\n");
  }

  /** RRsets, each with its signatures. */
  private static List<RrSet> gathered(List<RrSet> records) {
    Map<Question, RrSet> sets = new LinkedHashMap<>();
    for (RrSet one : records) {
      boolean signs = one.type().equals(RrType.RRSIG);
      RrType type = signs ? RrType.of(one.records().first().u16(0)) : one.type();
      var key = new Question(one.owner(), type, one.rrClass());
      RrSet more =
          signs
              ? new RrSet(
                  one.owner(), type, one.rrClass(), one.ttl(), RdataList.EMPTY, one.records())
              : one;
      sets.merge(key, more, CacheDump::joined);
    }
    return sets.values().stream().filter(rrSet -> !rrSet.records().isEmpty()).toList();
  }

  private static RrSet joined(RrSet a, RrSet b) {
    return new RrSet(
        a.owner(),
        a.type(),
        a.rrClass(),
        Math.min(a.ttl(), b.ttl()),
        joined(a.records(), b.records()),
        joined(a.signatures(), b.signatures()));
  }

  private static RdataList joined(RdataList a, RdataList b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    List<Rdata> all = new ArrayList<>();
    a.forEach(all::add);
    b.forEach(rdata -> {
      if (!all.contains(rdata)) {
        all.add(rdata);
      }
    });
    return RdataList.of(all);
  }
}
