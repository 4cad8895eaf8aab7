package dev.xylem.replay;

import dev.xylem.config.Answers;
import dev.xylem.config.Settings;
import dev.xylem.daemon.Daemon;
import dev.xylem.daemon.OperatorPolicy;
import dev.xylem.daemon.ResolverStack;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.IpPrefix;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RrClass;
import dev.xylem.dns.RrType;
import dev.xylem.dns.Transport;
import dev.xylem.listen.FastPath;
import dev.xylem.listen.Identity;
import dev.xylem.listen.RecursiveService;
import dev.xylem.listen.VirtualDoor;
import dev.xylem.replay.Scenario.Entry;
import dev.xylem.replay.Scenario.Step;
import dev.xylem.resolve.AnchorCare;
import dev.xylem.sim.SimScheduler;
import dev.xylem.sim.SimWorld;
import dev.xylem.telemetry.Trace;
import dev.xylem.telemetry.TraceText;
import dev.xylem.upstream.Reply;
import dev.xylem.wire.FormatException;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Plays one scenario against a resolver of its own. */
final class ScenarioPlayer {
  /** For cookies, when a scenario sets none. */
  private static final Rdata SECRET = Rdata.of(new byte[16]);

  /** How a scenario ended; {@code trace} is that of every query resolved until then. */
  sealed interface Outcome {
    record Pass(String trace) implements Outcome {}

    record Fail(String reason, String trace) implements Outcome {}

    record Skip(String option) implements Outcome {}
  }

  /** A client's query and, in time, its answer. */
  private static final class Client {
    private byte @Nullable [] answer;
  }

  private static final class Mismatch extends RuntimeException {
    Mismatch(String message) {
      super(message);
    }
  }

  private final Scenario scenario;
  private final SimScheduler scheduler = new SimScheduler(1);
  private final SimWorld world = new SimWorld(scheduler, 1);
  private final ScenarioNetwork network;
  private final ResolverStack stack;
  private final Autotrust autotrust;
  private final VirtualDoor door;
  private final Macros macros;
  private final StringBuilder traces = new StringBuilder();
  private final Deque<Client> answered = new ArrayDeque<>();
  private int waiting;

  private ScenarioPlayer(Scenario scenario, ScenarioSettings settings, long epochSeconds) {
    this.scenario = scenario;
    this.network = new ScenarioNetwork(scenario, world);
    this.macros =
        new Macros(
            world::epochSeconds,
            () -> TimeUnit.NANOSECONDS.toSeconds(scheduler.nanosToNextTimer()));
    world.startAt(epochSeconds);
    Settings ours = settings.settings();
    this.autotrust = new Autotrust(scenario.files(), settings.autotrust(), ours);
    this.stack =
        ResolverStack.build(
            ours, settings.hints(), network.network(), world.world(), autotrust.tracking());
    new AnchorCare(stack.resolver(), stack.anchors(), ours.limits(), world.world()).keepUpToDate();
    var policy =
        new RecursiveService.Policy(
            OperatorPolicy.access(ours.access()),
            OperatorPolicy.localZones(ours),
            identity(ours),
            ours.listen().udpAnswerSize(),
            ours.answers().any() == Answers.AnyAnswer.WHOLE,
            query -> {
              traces.append(";; " + query.question() + " " + query.rcode() + "\n");
              traces.append(TraceText.format(Trace.of(query.work())));
              return "";
            });
    var service =
        new RecursiveService(stack.resolver(), stack.answers(), policy, world, ours.limits());
    FastPath fastPath =
        Daemon.fastPath(ours, stack, OperatorPolicy.access(ours.access()), world.world()).get();
    this.door = new VirtualDoor(fastPath, service, world.world(), ours.listen());
  }

  /** Never throws: one scenario that stops the player must not hide the others. */
  static Outcome play(String text) {
    try {
      return played(text);
    } catch (RuntimeException e) {
      return new Outcome.Fail("the player stopped: " + e, "");
    }
  }

  private static Outcome played(String text) {
    try {
      // First of all: what needs an option that we lack may hold words that we lack as well.
      ScenarioSettings settings = ScenarioSettings.of(ScenarioParser.head(text));
      if (settings.missing() != null) {
        return new Outcome.Skip(settings.missing());
      }
      Scenario scenario = ScenarioParser.parse(text);
      boolean anyDate = settings.epochSeconds() == ScenarioDnssec.ANY_DATE;
      long begin = anyDate ? scenario.secondWithinAllSignatures() : settings.epochSeconds();
      return anyDate && begin == 0
          ? new Outcome.Skip("val-override-date")
          : new ScenarioPlayer(scenario, settings, begin).play();
    } catch (IllegalArgumentException e) {
      return new Outcome.Fail("unreadable: " + e.getMessage(), "");
    }
  }

  private Outcome play() {
    if (scenario.steps().isEmpty()) {
      return new Outcome.Fail("the scenario has no steps", "");
    }
    for (Step step : scenario.steps()) {
      try {
        take(step);
      } catch (Mismatch e) {
        return failed(step, e.getMessage());
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        return failed(step, MalformedScenario.at(step.line(), e).getMessage());
      }
    }
    scheduler.runReady();
    if (!answered.isEmpty() || waiting > 0) {
      return new Outcome.Fail("a client's answer was never checked", traces.toString());
    }
    if (!network.pending().isEmpty()) {
      return new Outcome.Fail("never answered: " + network.pending(), traces.toString());
    }
    return new Outcome.Pass(traces.toString());
  }

  private Outcome failed(Step step, @Nullable String reason) {
    String text = "step " + step.number() + " " + step.type() + ": " + reason;
    return new Outcome.Fail(text, traces.toString());
  }

  private void take(Step step) {
    traces.append(heading(step));
    switch (step.type()) {
      case "QUERY" -> query(entryOf(step), step.address());
      case "CHECK_ANSWER" -> checkAnswer(step);
      case "CHECK_OUT_QUERY" -> checkOutQuery(step);
      case "REPLY" -> network.answer(pendingFor(step), entryOf(step));
      case "TIMEOUT" -> network.end(pendingFor(step), new Reply.Silence(0));
      case "ERROR" -> network.end(pendingFor(step), new Reply.Unreachable("error", 0));
      case "TRAFFIC" -> traffic(step.number());
      case "TIME_PASSES" -> timePasses(step);
      case "ASSIGN" -> macros.assign(step.arguments());
      case "INFRA_RTT" -> measured(step.arguments().split("\\s+"));
      case "FLUSH_MESSAGE", "EXPIRE_MESSAGE" -> forget(step.arguments().split("\\s+"));
      case "CHECK_AUTOTRUST" -> checkAutotrust(step);
      case "CHECK_TEMPFILE" -> throw new Mismatch("we keep no such file");
      case "NOTHING" -> {}
      default -> throw new Mismatch("no such step here");
    }
  }

  /** What the scenario says here, with the line where it does. */
  private static String heading(Step step) {
    var heading = new StringBuilder("== step " + step.number() + " " + step.type());
    if (!step.arguments().isEmpty()) {
      heading.append(' ').append(step.arguments());
    }
    if (step.entry() != null) {
      step.entry().message().questions().forEach(q -> heading.append(' ').append(q));
      heading.append(" ; ").append(String.join(" ", step.entry().flags()));
    }
    return heading.append(" (line ").append(step.line()).append(")\n").toString();
  }

  private void query(Entry entry, @Nullable InetAddress address) {
    Message asked = entry.message();
    Header header = asked.header().withId(world.nextBits()).without(Flag.QR);
    Edns edns = asked.edns() == null ? Edns.plain() : asked.edns();
    Message query = asked.withHeader(header).withEdns(edns);
    byte[] packet = entry.raw() != null ? entry.raw() : MessageEncoder.encode(query, 65_535);
    Transport transport = entry.matches("TCP") ? Transport.TCP : Transport.UDP;
    InetAddress from = address != null ? address : InetAddress.getLoopbackAddress();
    var client = new Client();
    waiting++;
    door.ask(
        packet,
        new InetSocketAddress(from, 5353),
        transport,
        answer -> {
          client.answer = answer;
          waiting--;
          if (answer != null) {
            answered.add(client);
          }
        });
  }

  private void checkAnswer(Step step) {
    while (answered.isEmpty()) {
      traffic(step.number());
      boolean stuck = answered.isEmpty() && !scheduler.advance(Long.MAX_VALUE);
      if (stuck || (answered.isEmpty() && waiting == 0)) {
        throw new Mismatch("no client gets an answer; pending: " + network.pending());
      }
    }
    Client client = answered.remove();
    byte[] answer = client.answer;
    if (answer == null) {
      throw new Mismatch("the query was dropped");
    }
    try {
      String difference =
          AnswerCheck.difference(entryOf(step), MessageDecoder.decode(answer, answer.length));
      if (difference != null) {
        throw new Mismatch(difference);
      }
    } catch (FormatException e) {
      throw new Mismatch("our answer does not decode: " + e.getMessage());
    }
  }

  /** Lets traffic run until nobody can go on without time moving. */
  private void traffic(int step) {
    do {
      scheduler.runReady();
    } while (network.answerFromRanges(step));
  }

  private void checkOutQuery(Step step) {
    Entry entry = entryOf(step);
    while (true) {
      scheduler.runReady();
      ScenarioNetwork.Pending sent = network.find(entry, step.address());
      if (sent != null) {
        if (entry.adjusts("copy_id")) {
          network.answer(sent, entry);
        }
        return;
      }
      if (!network.answerFromRanges(step.number()) && !scheduler.advance(soon())) {
        throw new Mismatch(
            "query was not sent: "
                + entry.message().questions()
                + "; pending: "
                + network.pending());
      }
    }
  }

  private ScenarioNetwork.Pending pendingFor(Step step) {
    traffic(-1);
    ScenarioNetwork.Pending sent =
        step.entry() == null || step.entry().match().isEmpty()
            ? network.pending().stream().findFirst().orElse(null)
            : network.find(step.entry(), step.address());
    if (sent == null) {
      throw new Mismatch("no query waits for it; pending: " + network.pending());
    }
    return sent;
  }

  private void checkAutotrust(Step step) {
    String difference =
        autotrust.difference(step.arguments(), step.file().stream().map(macros::expand).toList());
    if (difference != null) {
      throw new Mismatch(difference);
    }
  }

  private void timePasses(Step step) {
    String[] words = step.arguments().split("\\s+", 2);
    String seconds = words[0].equals("EVAL") ? macros.expand(words[1]) : words[1];
    long until =
        scheduler.now() + (long) (Double.parseDouble(seconds) * TimeUnit.SECONDS.toNanos(1));
    if (autotrust.isUsed()) {
      // As in the format's own player: of the probes due in a month, one happens, at its end.
      scheduler.runReady();
      scheduler.jump(until);
      traffic(step.number());
      return;
    }
    do {
      scheduler.runReady();
    } while (scheduler.advance(until));
  }

  /** The round-trip time of a server, as if it had been measured. */
  private void measured(String[] words) {
    var server = new InetSocketAddress(IpPrefix.address(words[0]), 0);
    stack
        .servers()
        .replied(server, RrType.A, TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[2])));
  }

  /** What is expired is not answered from either; we do not tell it from what was never there. */
  private void forget(String[] words) {
    stack
        .resolver()
        .forget(new Question(Name.of(words[0]), RrType.of(words[2]), RrClass.of(words[1])));
    stack.answers().clear();
  }

  private long soon() {
    return scheduler.now() + TimeUnit.SECONDS.toNanos(10);
  }

  private static Entry entryOf(Step step) {
    return Objects.requireNonNull(step.entry(), "the step has no entry");
  }

  private Identity identity(Settings ours) {
    Settings.Identity identity = ours.identity();
    return new Identity(
        identity.hideVersion() ? Optional.empty() : Optional.of(identity.version()),
        identity.hideServerId() ? Optional.empty() : Optional.of(identity.serverId()),
        identity.nsid(),
        OperatorPolicy.cookies(ours.cookies(), SECRET),
        ours.listen().tcpIdleTimeout());
  }
}
