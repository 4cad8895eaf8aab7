package dev.xylem.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.xylem.cache.Entry;
import dev.xylem.cache.saved.Reader;
import dev.xylem.cache.saved.Saved;
import dev.xylem.cache.saved.Writer;
import dev.xylem.config.SettingsLoader;
import dev.xylem.dns.Edns;
import dev.xylem.dns.Flag;
import dev.xylem.dns.Header;
import dev.xylem.dns.Message;
import dev.xylem.dns.Name;
import dev.xylem.dns.Question;
import dev.xylem.dns.Rdata;
import dev.xylem.dns.RdataList;
import dev.xylem.dns.RrSet;
import dev.xylem.dns.RrType;
import dev.xylem.dns.text.MessageText;
import dev.xylem.lab.LabInternet;
import dev.xylem.wire.MessageDecoder;
import dev.xylem.wire.MessageEncoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one server knew, the next one knows; and nothing that is not so. */
class WarmRestartTest {
  private static final String WWW = "www.example.com";
  private static final List<String> NAMES =
      List.of(WWW, "no-such-name.example.com", "www.insecure-example.com", "example.net");

  @TempDir private Path home;
  private Path file = Path.of("");

  @SuppressWarnings("NullAway.Init")
  private LabInternet internet;

  @BeforeEach
  void start() throws Exception {
    file = home.resolve("cache");
    internet = LabInternet.start(0);
  }

  @AfterEach
  void stop() throws Exception {
    internet.close();
  }

  /** Without a network: whatever is answered was known before. */
  @Test
  void theNextServerAnswersWithoutAskingAnybody() throws Exception {
    List<String> before = new ArrayList<>();
    Daemon first = daemon("");
    for (String name : NAMES) {
      before.add(ask(first, name));
    }
    first.close();
    assertTrue(before.getFirst().contains("192.0.2.1"), before.toString());
    assertTrue(before.getFirst().contains(" ad"), before.toString());
    assertTrue(before.get(1).contains("NXDOMAIN"), before.toString());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    internet.close();
    // The second time nobody has asked meanwhile: what was read is saved again.
    daemon("").close();
    Daemon third = daemon("");
    for (int i = 0; i < NAMES.size(); i++) {
      assertEquals(withoutTtls(before.get(i)), withoutTtls(ask(third, NAMES.get(i))));
    }
    third.close();
    Daemon fourth = daemon("");
    assertEquals(withoutTtls(before.getFirst()), withoutTtls(ask(fourth, WWW)));
    fourth.close();
  }

  /** Else each start with a saved cache would warn that there is no network. */
  @Test
  void whoKnowsTheRootFromBeforeNeedNotAskIt() throws Exception {
    Daemon daemon = daemon("");
    ask(daemon, WWW);
    assertTrue(daemon.current().stack().resolver().prime());
    // What comes now has the caches of before, as after a restart.
    Lab changed = lab("stale: {enabled: true}");
    daemon.reload(changed.settings(), changed.hints());
    assertTrue(daemon.current().stack().resolver().prime());
    daemon.close();
  }

  @Test
  void otherSettingsBeginWithNothing() throws Exception {
    fill();
    for (String more :
        List.of(
            "stub-zones: [{name: example.com, servers: [127.53.0.10]}]",
            "forward-zones: [{name: example.org, servers: [127.53.0.10]}]",
            "local-zones: [{name: example.com, type: static}]",
            "negative-trust-anchors: [{name: example.com}]",
            "dnssec: {trust-anchors: ['example.com. DS 1 13 2 " + "00".repeat(32) + "']}",
            "rebinding: {addresses: [192.0.2.0/24]}")) {
      byte[] saved = Files.readAllBytes(file);
      assertEquals(0, restored(daemon(more)), more);
      Files.write(file, saved);
    }
    assertTrue(restored(daemon("log: {queries: false}")) > 0);
  }

  @Test
  void aDamagedFileIsSetAside() throws Exception {
    fill();
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    byte[] other = whole.clone();
    other["xylem-cache ".length()] = '9';
    for (byte[] damaged :
        List.of(
            Arrays.copyOf(whole, whole.length / 2),
            Arrays.copyOf(whole, whole.length - 1),
            Arrays.copyOf(whole, whole.length + 1),
            new byte[0],
            flipped,
            other)) {
      Files.write(file, damaged);
      Files.deleteIfExists(home.resolve("cache.damaged"));
      Daemon daemon = daemon("");
      assertTrue(ask(daemon, WWW).contains("192.0.2.1"));
      assertEquals(0, restored(daemon));
      assertTrue(Arrays.equals(damaged, Files.readAllBytes(home.resolve("cache.damaged"))));
    }
    Files.write(file, whole);
    assertTrue(restored(daemon("")) > 0);
  }

  /** With the digest of the changed content: what is in the file is no better than a reply. */
  @Test
  void forgedDataIsNotSecure() throws Exception {
    fill();
    rewrite(saved ->
        saved instanceof Saved.Data(Question question, Entry.Positive entry)
                && question.equals(new Question(Name.of(WWW), RrType.A))
            ? new Saved.Data(
                question,
                new Entry.Positive(
                    forged(entry.rrSet()),
                    entry.proofs(),
                    entry.trust(),
                    entry.security(),
                    entry.expires()))
            : saved);
    Daemon daemon = daemon("");
    String answer = ask(daemon, WWW);
    assertTrue(answer.contains("192.0.2.1"), answer);
    assertFalse(answer.contains("192.0.2.66"), answer);
    daemon.close();
  }

  private static RrSet forged(RrSet rrSet) {
    return new RrSet(
        rrSet.owner(),
        rrSet.type(),
        rrSet.rrClass(),
        rrSet.ttl(),
        RdataList.of(List.of(Rdata.of(new byte[] {(byte) 192, 0, 2, 66}))),
        rrSet.signatures());
  }

  @Test
  void nothingIsUsedBeyondItsTime() throws Exception {
    fill();
    byte[] saved = Files.readAllBytes(file);
    for (long shift : List.of(-8L * 86_400, 8L * 86_400)) {
      Files.write(file, saved);
      rewrite(entry ->
          entry instanceof Saved.Data(Question question, Entry.Positive was)
              ? new Saved.Data(
                  question,
                  new Entry.Positive(
                      was.rrSet(),
                      was.proofs(),
                      was.trust(),
                      was.security(),
                      was.expires() + shift))
              : entry);
      Daemon daemon = daemon("");
      var restored = daemon.current().stack().caches().memories().restored().rrSets();
      assertTrue(restored.at(Name.of(WWW)).isEmpty());
      daemon.close();
    }
  }

  private void rewrite(UnaryOperator<Saved> change) throws Exception {
    List<Saved> all = new ArrayList<>();
    byte[] octets = Files.readAllBytes(file);
    Reader.About about = Reader.read(new ByteArrayInputStream(octets), all::add);
    var out = new ByteArrayOutputStream();
    var writer = new Writer(out, about.fingerprint(), about.savedAt(), 1 << 20);
    for (Saved saved : all) {
      assertTrue(writer.write(change.apply(saved)));
    }
    writer.end();
    Files.write(file, out.toByteArray());
  }

  private void fill() throws Exception {
    Daemon daemon = daemon("");
    for (String name : NAMES) {
      ask(daemon, name);
    }
    daemon.close();
  }

  /** Ends {@code daemon}; returns how many entries from its file it had left. */
  private static long restored(Daemon daemon) {
    daemon.close();
    return daemon.current().stack().caches().memories().restored().rrSets().usage().entries();
  }

  private Lab lab(String more) throws Exception {
    Path settings = home.resolve("xylem.yaml");
    Files.writeString(
        settings, "listen: {addresses: [127.0.0.1], port: 0}\ncache: {save-file: cache}\n" + more);
    return Lab.of(internet, SettingsLoader.load(Optional.of(settings), Map.of()), true);
  }

  private Daemon daemon(String more) throws Exception {
    Lab lab = lab(more);
    Daemon daemon = Daemon.start(lab.settings(), lab.hints());
    assertTrue(Objects.requireNonNull(daemon.warmRestart()).awaitRead(30));
    return daemon;
  }

  private static String ask(Daemon daemon, String name) throws Exception {
    InetSocketAddress server = daemon.addresses().getFirst();
    var question = new Question(Name.of(name), RrType.A);
    Message query = Message.query(Header.of(7, Flag.RD, Flag.AD), question, Edns.plain());
    try (var client = new RawClient(server)) {
      byte[] answer = client.udp(MessageEncoder.encode(query, 512), 20_000);
      return MessageText.format(
          MessageDecoder.decode(Objects.requireNonNull(answer), answer.length));
    }
  }

  private static String withoutTtls(String answer) {
    return answer.replaceAll("[ \t][0-9]+[ \t]+IN[ \t]", " IN ");
  }
}
