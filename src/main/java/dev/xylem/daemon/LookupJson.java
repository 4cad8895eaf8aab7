package dev.xylem.daemon;

import dev.xylem.control.Json;
import dev.xylem.control.TraceView;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.Message;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.text.RdataText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A look-up as JSON. */
final class LookupJson {
  private LookupJson() {}

  private record Record(String owner, String type, String rrClass, int ttl, String data) {}

  private record Error(int code, String text) {}

  private record View(
      Question question,
      String rcode,
      List<Record> answer,
      List<Record> authority,
      List<Error> errors,
      long milliseconds,
      List<TraceView.Step> trace,
      Map<String, TraceView.Cost> cost) {}

  static String of(Lookup lookup) {
    Message answer = lookup.answer();
    TraceView trace = TraceView.of(lookup.trace());
    var view =
        new View(
            answer.question(),
            answer.rcode().toString(),
            records(answer.answer()),
            records(answer.authority()),
            errors(answer),
            lookup.millis(),
            trace.trace(),
            trace.cost());
    return Json.text(view);
  }

  private static List<Record> records(List<RrSet> section) {
    List<Record> records = new ArrayList<>();
    for (RrSet set : section) {
      for (Rdata rdata : set.records()) {
        records.add(
            new Record(
                set.owner().toString(),
                set.type().toString(),
                set.rrClass().toString(),
                set.ttl(),
                RdataText.format(set.type(), rdata)));
      }
    }
    return records;
  }

  private static List<Error> errors(Message answer) {
    List<Error> errors = new ArrayList<>();
    if (answer.edns() != null) {
      for (EdnsOption option : answer.edns().options()) {
        if (option.code() == EdnsOption.EXTENDED_ERROR && option.data().length() >= 2) {
          byte[] text = option.data().copy(2, option.data().length());
          errors.add(new Error(option.data().u16(0), new String(text, StandardCharsets.UTF_8)));
        }
      }
    }
    return errors;
  }
}
