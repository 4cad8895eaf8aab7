package dev.xylem.sim;

import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.zone.Zone;
import dev.xylem.zone.ZoneBuilder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Runs that are drawn from a seed. */
final class Scenarios {
  private static final long EPOCH = 1_800_000_000L;
  private static final int PHASES = 4;
  private static final int QUERIES = 25;

  private Scenarios() {}

  /** Some phases of busy clients, zones that change meanwhile, and long pauses between. */
  static Simulation busy(long seed) {
    var chance = new Random(seed * 31 + 7);
    Faults faults = chance.nextInt(4) == 0 ? Faults.drawServers(chance) : Faults.draw(chance);
    Internet internet = InternetGenerator.generate(seed, faults, EPOCH);
    var simulation = new Simulation(seed, internet, faults);
    for (int phase = 0; phase < PHASES; phase++) {
      if (faults.moves() && phase == 1) {
        var moves = new Moves(internet, chance);
        simulation.later(millis(5_000), () -> moves.renumber(simulation.epochSeconds()));
        simulation.later(millis(9_000), () -> moves.revoke(simulation.epochSeconds()));
      }
      if (faults.moves()) {
        simulation.later(millis(7_000), new Moves(internet, chance)::detour);
      }
      phase(simulation, internet, faults.storm() && phase == 1, chance);
      int[] pauses = {1, 20, 70, 1200, 10_000, 100_000};
      simulation.pass(pauses[chance.nextInt(pauses.length)]);
    }
    return simulation;
  }

  private static void phase(
      Simulation simulation, Internet internet, boolean storm, Random chance) {
    List<Question> questions = internet.questions();
    for (int i = 0; i < QUERIES; i++) {
      Question question = questions.get(chance.nextInt(questions.size()));
      // Now and then several clients want the same thing at once.
      int clients = chance.nextInt(6) == 0 ? 5 : 1;
      for (int k = 0; k < clients; k++) {
        simulation.ask(question, millis(chance.nextInt(20_000) + 1L) / (k == 0 ? 1 : k));
      }
    }
    if (storm) {
      simulation.later(millis(5_000), simulation::beginStorm);
      simulation.later(millis(15_000), simulation::endStorm);
    }
    long changeAt = millis(chance.nextInt(20_000));
    simulation.later(changeAt, () -> change(internet, simulation.epochSeconds(), chance));
    simulation.run();
    Name canary = internet.poison().canary();
    simulation.ask(new Question(Name.of("www." + canary), RrType.A), 0);
    simulation.ask(new Question(Name.of("mail." + canary), RrType.A), 0);
    simulation.ask(new Question(canary, RrType.NS), 0);
    simulation.run();
    simulation.checkCaches();
  }

  /** A day of the same questions, while zones change every hour. */
  static Simulation day(long seed) {
    var chance = new Random(seed);
    Faults faults = Faults.drawServers(chance);
    Internet internet = InternetGenerator.generate(seed, faults, EPOCH);
    var simulation = new Simulation(seed, internet, faults);
    List<Question> questions = internet.questions();
    for (int hour = 0; hour < 24; hour++) {
      for (int i = 0; i < 120; i++) {
        Question question = questions.get(chance.nextInt(Math.min(40, questions.size())));
        simulation.ask(question, millis(chance.nextInt(3_600_000)));
      }
      simulation.run();
      simulation.checkCaches();
      change(internet, simulation.epochSeconds(), chance);
    }
    return simulation;
  }

  /** Changes the data of some zones, but no delegations. */
  private static void change(Internet internet, long now, Random chance) {
    for (SimZone zone : internet.zones().values()) {
      boolean single = zone.versions().getLast().since() == now;
      if (chance.nextInt(3) > 0 || single) {
        continue;
      }
      ZoneBuilder changed = Zone.builder(zone.apex());
      Name missing = InternetGenerator.below("missing", zone);
      for (RrSet set : zone.zone().sets()) {
        if (!set.owner().equals(missing)) {
          changed.add(isHost(set) ? changed(set, chance) : set);
        }
      }
      if (zone.zone().find(missing, RrType.A) == null) {
        changed.add(Records.address(missing, 60, chance.nextInt(1 << 20)));
      }
      zone.change(now, changed.build());
    }
  }

  private static boolean isHost(RrSet set) {
    return set.type().equals(RrType.A) && set.owner().toString().startsWith("www");
  }

  private static RrSet changed(RrSet set, Random chance) {
    return Records.address(set.owner(), set.ttl(), chance.nextInt(1 << 20));
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
