package dev.xylem;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may import whom, which library lives where, and who may look at a clock. */
class ArchitectureTest {

  /** The table of rooms; a class in no room is an error too. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      new TreeMap<>(
          Map.ofEntries(
              room("runtime", ""),
              room("dns", ""),
              room("wire", "dns"),
              room("zone", "dns wire runtime"),
              room("telemetry", "dns runtime"),
              room("dnssec", "dns linux wire"),
              room("cache", "dns wire runtime"),
              room("linux", ""),
              room("upstream", "dns wire linux runtime telemetry"),
              room("iterate", "dns cache upstream runtime telemetry"),
              room("validate", "dns dnssec cache iterate runtime telemetry"),
              room("resolve", "dns cache iterate validate runtime telemetry"),
              room("policy", "dns zone iterate resolve runtime telemetry"),
              room("config", "dns runtime"),
              room("listen", "dns wire linux cache policy resolve config runtime telemetry"),
              room("control", "dns cache telemetry config resolve policy runtime"),
              room("lab", "dns wire zone dnssec runtime"),
              room(
                  "daemon",
                  "runtime dns wire zone telemetry dnssec cache upstream iterate validate resolve"
                      + " policy config linux listen control lab")));

  /** Where a library may be used. */
  private static final Map<String, List<String>> FENCES =
      Map.of(
          "java.lang.foreign..", List.of("linux"),
          "io.netty..", List.of("listen", "control"),
          "com.github.benmanes.caffeine..", List.of("cache"),
          "org.bouncycastle..", List.of("dnssec", "lab"),
          "org.snakeyaml..", List.of("config"),
          "picocli..", List.of("daemon"),
          "tools.jackson..", List.of("daemon", "control"),
          "io.prometheus..", List.of("telemetry"),
          "ch.qos.logback..", List.of("daemon"));

  /** Classes that nobody outside the clock's rooms touches at all. */
  private static final Set<String> BANNED_CLASSES =
      Set.of(
          "java.time.Clock",
          "java.util.Random",
          "java.util.Timer",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.concurrent.ScheduledExecutorService",
          "java.util.SplittableRandom",
          "java.security.SecureRandom");

  /** Methods that nobody outside the clock's rooms calls, with any parameters. */
  private static final Set<String> BANNED_METHODS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.lang.Math.random",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.util.concurrent.locks.LockSupport.parkNanos",
          "java.util.concurrent.locks.LockSupport.parkUntil");

  /** Methods that wait with a time-out when they are given parameters, in any class. */
  private static final Set<String> TIMED_WAITS =
      Set.of("await", "awaitNanos", "awaitUntil", "wait", "join", "tryLock", "awaitTermination");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.xylem");

  private static final String[] OUTSIDE_THE_CLOCKS_ROOMS =
      MAY_IMPORT.keySet().stream()
          .filter(room -> !Set.of("runtime", "linux", "listen", "daemon").contains(room))
          .map(ArchitectureTest::inside)
          .toArray(String[]::new);

  @TestFactory
  Stream<DynamicTest> eachRoomImportsOnlyWhatItMay() {
    return MAY_IMPORT.entrySet().stream()
        .map(entry -> {
          var forbidden = new ArrayList<>(MAY_IMPORT.keySet());
          forbidden.removeAll(entry.getValue());
          forbidden.remove(entry.getKey());
          return DynamicTest.dynamicTest(
              entry.getKey(), () -> checkNoImports(entry.getKey(), forbidden));
        });
  }

  @TestFactory
  Stream<DynamicTest> eachLibraryStaysInItsRoom() {
    return FENCES.entrySet().stream()
        .map(fence ->
            DynamicTest.dynamicTest(
                fence.getKey(),
                () ->
                    noClasses()
                        .that()
                        .resideOutsideOfPackages(
                            fence.getValue().stream()
                                .map(ArchitectureTest::inside)
                                .toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(fence.getKey())
                        .check(MAIN)));
  }

  @Test
  void everyClassIsInARoom() {
    noClasses()
        .should()
        .resideOutsideOfPackages(
            MAY_IMPORT.keySet().stream().map(ArchitectureTest::inside).toArray(String[]::new))
        .check(MAIN);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching("dev.xylem.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void nettysOwnDnsIsNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty.resolver.dns..", "io.netty.handler.codec.dns..")
        .check(MAIN);
  }

  @Test
  void onlyRuntimeAndTheEdgesKnowTimeAndChance() {
    noClasses()
        .that()
        .resideInAnyPackage(OUTSIDE_THE_CLOCKS_ROOMS)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are clocks or random generators",
                (JavaClass used) -> BANNED_CLASSES.contains(used.getName())))
        .orShould()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "it reads a clock, sleeps, draws, or waits with a time-out",
                ArchitectureTest::isBanned))
        .allowEmptyShould(true)
        .check(MAIN);
  }

  /**
   * Only {@code ServerExchange} sends, and it books each packet before; nobody else has sockets.
   */
  @Test
  void s39NothingIsSentWithoutALedger() {
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("upstream"))
        .and()
        .doNotHaveFullyQualifiedName("dev.xylem.iterate.ServerExchange$Dialogue")
        .should()
        .callMethod("dev.xylem.upstream.Exchange", "ask", SERVER_QUERY_TIME)
        .check(MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("upstream"), inside("lab"), inside("listen"))
        .and()
        .resideOutsideOfPackage(inside("daemon"))
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.net\\.(Datagram|Server)?Socket|java\\.nio\\.channels\\..*")
        .check(MAIN);
  }

  private static final String[] SERVER_QUERY_TIME = {
    "java.net.InetSocketAddress", "dev.xylem.dns.Message", "long"
  };

  private static boolean isBanned(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String method = access.getTarget().getName();
    if (BANNED_METHODS.contains(owner + "." + method)) {
      return true;
    }
    // Signatures look like java.util.concurrent.Future.get(long, java.util.concurrent.TimeUnit).
    String signature = access.getTarget().getFullName();
    boolean timed = signature.contains("(long") || signature.contains("(java.time.Duration");
    boolean offered = signature.contains("java.util.concurrent.TimeUnit)");
    return (timed && owner.startsWith("java.") && TIMED_WAITS.contains(method))
        || (offered && owner.startsWith("java.util.concurrent.") && !owner.endsWith("TimeUnit"));
  }

  private static void checkNoImports(String room, List<String> forbidden) {
    noClasses()
        .that()
        .resideInAPackage(inside(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.stream().map(ArchitectureTest::inside).toArray(String[]::new))
        .allowEmptyShould(true)
        .check(MAIN);
  }

  private static String inside(String room) {
    return "dev.xylem." + room + "..";
  }

  private static Map.Entry<String, Set<String>> room(String name, String mayImport) {
    return Map.entry(name, Set.of(mayImport.isEmpty() ? new String[0] : mayImport.split(" ")));
  }
}
