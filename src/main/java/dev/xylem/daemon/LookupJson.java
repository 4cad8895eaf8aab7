package dev.xylem.daemon;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.xylem.dns.EdnsOption;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.RdataText;
import dev.xylem.runtime.Limit;
import dev.xylem.telemetry.Event;
import dev.xylem.telemetry.Trace;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** A look-up as JSON. Events keep their types: each has its name under {@code event}. */
final class LookupJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addMixIn(Event.class, Named.class)
          .addModule(
              new SimpleModule()
                  .addSerializer(Name.class, ToStringSerializer.instance)
                  .addSerializer(RrType.class, ToStringSerializer.instance)
                  .addSerializer(Question.class, ToStringSerializer.instance)
                  .addSerializer(InetAddress.class, new AddressSerializer()))
          .build();

  private LookupJson() {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "event")
  private interface Named {}

  private static final class AddressSerializer extends StdSerializer<InetAddress> {
    AddressSerializer() {
      super(InetAddress.class);
    }

    @Override
    public void serialize(InetAddress address, JsonGenerator out, SerializationContext context) {
      out.writeString(IpPrefix.text(address));
    }
  }

  private record Record(String owner, String type, String rrClass, int ttl, String data) {}

  private record Step(double milliseconds, int depth, Event what) {}

  private record Cost(int spent, int limit) {}

  private record Error(int code, String text) {}

  private record View(
      Question question,
      String rcode,
      List<Record> answer,
      List<Record> authority,
      List<Error> errors,
      long milliseconds,
      List<Step> trace,
      Map<String, Cost> cost) {}

  static String of(Lookup lookup) {
    Message answer = lookup.answer();
    Trace trace = lookup.trace();
    List<Step> steps =
        trace.steps().stream().map(s -> new Step(s.nanos() / 1e6, s.depth(), s.event())).toList();
    Map<String, Cost> cost = new LinkedHashMap<>();
    trace
        .spent()
        .forEach((Limit limit, Integer spent) ->
            cost.put(limit.key(), new Cost(spent, trace.limits().of(limit))));
    var view =
        new View(
            answer.question(),
            answer.rcode().toString(),
            records(answer.answer()),
            records(answer.authority()),
            errors(answer),
            lookup.millis(),
            steps,
            cost);
    return MAPPER.writeValueAsString(view) + "\n";
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
