package dev.xylem.bench;

import dev.xylem.dnssec.BouncyCastleVerifier;
import dev.xylem.dnssec.LibCryptoVerifier;
import dev.xylem.dnssec.VerificationKey;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Microseconds of CPU time that one verification costs: here with the key parsed before and each
 * time anew, with the JDK's own provider, and with OpenSSL's {@code speed}, which counts CPU time,
 * too. The Markdown table is for docs/performance.md.
 */
public final class Verifications {
  /** As much as the canonical form of a small RRset and its RRSIG. */
  private static final int OCTETS = 120;

  private static final int RUNS = 7;
  private static final int OPENSSL_RUNS = 5;
  private static final long WARM_UP_NANOS = 1_000_000_000L;
  private static final long RUN_NANOS = 300_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Verifications() {}

  /** Something that says whether a signature is right. */
  private interface Check {
    boolean isRight() throws Exception;
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    System.out.println(
        "| | key parsed before | key parsed each time | the same, verifier auto | JDK provider"
            + " | OpenSSL |");
    System.out.println("|---|---|---|---|---|---|");
    for (SignatureKind kind : SignatureKind.values()) {
      SignatureKind.Sample sample = kind.sample(new byte[OCTETS]);
      var verifier = new BouncyCastleVerifier();
      VerificationKey parsed = verifier.key(sample.dnskey());
      var auto = new LibCryptoVerifier();
      var jdk = java.security.Signature.getInstance(kind.jdkSignature);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f | %.0f | %.0f | %.0f |%n",
          kind.name().replace('_', ' '),
          micros(() -> parsed.verifies(sample.data(), sample.signature())),
          micros(() -> verifier.key(sample.dnskey()).verifies(sample.data(), sample.signature())),
          micros(() -> auto.key(sample.dnskey()).verifies(sample.data(), sample.signature())),
          micros(() -> {
            jdk.initVerify(sample.publicKey());
            jdk.update(sample.data());
            return jdk.verify(sample.signature());
          }),
          opensslMicros(kind));
    }
  }

  /** The median of the runs after a warm-up. */
  private static double micros(Check check) throws Exception {
    perCheck(check, WARM_UP_NANOS);
    double[] runs = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      runs[i] = perCheck(check, RUN_NANOS) / 1000;
    }
    return median(runs);
  }

  private static double perCheck(Check check, long nanos) throws Exception {
    long begin = THREADS.getCurrentThreadCpuTime();
    long spent = 0;
    for (int done = 0; ; ) {
      for (int i = 0; i < 16; i++) {
        if (!check.isRight()) {
          throw new IllegalStateException("a right signature was not accepted");
        }
      }
      done += 16;
      spent = THREADS.getCurrentThreadCpuTime() - begin;
      if (spent >= nanos) {
        return (double) spent / done;
      }
    }
  }

  private static double opensslMicros(SignatureKind kind) throws IOException, InterruptedException {
    double[] runs = new double[OPENSSL_RUNS];
    for (int i = 0; i < OPENSSL_RUNS; i++) {
      runs[i] = opensslOnce(kind);
    }
    return median(runs);
  }

  /** The last field of OpenSSL's line for machines is verifications in a second of CPU time. */
  private static double opensslOnce(SignatureKind kind) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("openssl", "speed", "-mr", "-seconds", "1", kind.openssl)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    if (process.waitFor() != 0) {
      throw new IOException("openssl speed " + kind.openssl + " failed");
    }
    String result = output.substring(output.lastIndexOf('\n') + 1);
    return 1e6 / Double.parseDouble(result.substring(result.lastIndexOf(':') + 1));
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
