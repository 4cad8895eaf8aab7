package dev.xylem.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA over P-256 by OpenSSL's libcrypto, version 3, if there is one. Safe for use by several
 * threads; all memory of a verification is given back when it ends.
 */
@SuppressWarnings("restricted") // Calling a C library is what this class is for.
public final class LibCrypto {
  /** Octets of an uncompressed point with the 4 before it (SEC 1 §2.3.3). */
  public static final int POINT = 65;

  /** Octets of a SHA-256 hash. */
  public static final int HASH = 32;

  /** Octets of the longest signature in DER: two numbers of 33 with their headers. */
  public static final int LONGEST_SIGNATURE = 72;

  /**
   * Not to clean up at exit, when other threads may still be in it, and not to read openssl.cnf,
   * which could change what verifies.
   */
  private static final long NO_ATEXIT_NO_CONFIG = 0x80000 | 0x80;

  /** A SubjectPublicKeyInfo of P-256 (RFC 5480) with the base point, which any key replaces. */
  private static final byte[] SOME_KEY =
      HexFormat.of()
          .parseHex(
              "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                  + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                  + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

  private final Call duplicate;
  private final Call setPublicKey;
  private final Call newContext;
  private final Call verifyInit;
  private final Call verify;
  private final Call freeContext;
  private final Call freeKey;
  private final Call clearErrors;

  /**
   * Only read. Parsing a key takes three times as long as copying this one and replacing its point.
   */
  private final long someKey;

  /** What a verification came to. */
  public enum Outcome {
    RIGHT,
    WRONG,
    /** The library could not tell, for want of memory for one. */
    UNDECIDED
  }

  private LibCrypto(SymbolLookup library) {
    duplicate = Call.to(library, "EVP_PKEY_dup");
    setPublicKey = Call.to(library, "EVP_PKEY_set1_encoded_public_key");
    newContext = Call.to(library, "EVP_PKEY_CTX_new");
    verifyInit = Call.to(library, "EVP_PKEY_verify_init");
    verify = Call.to(library, "EVP_PKEY_verify");
    freeContext = Call.to(library, "EVP_PKEY_CTX_free");
    freeKey = Call.to(library, "EVP_PKEY_free");
    clearErrors = Call.to(library, "ERR_clear_error");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Kernel.CALL_STATE);
      Call.to(library, "OPENSSL_init_crypto").with(state, NO_ATEXIT_NO_CONFIG, 0);
      MemorySegment octets = arena.allocateFrom(ValueLayout.JAVA_BYTE, SOME_KEY);
      MemorySegment place = arena.allocateFrom(ValueLayout.JAVA_LONG, octets.address());
      someKey = Call.to(library, "d2i_PUBKEY").word(state, 0, place.address(), octets.byteSize());
    }
  }

  /** Loads the library; null when this system has none that can be used. */
  public static @Nullable LibCrypto load() {
    if (!Kernel.isAvailable()) {
      return null;
    }
    try {
      var loaded = new LibCrypto(SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global()));
      return loaded.someKey == 0 ? null : loaded;
    } catch (IllegalArgumentException | NoSuchElementException e) {
      return null; // No such library, or one without these functions.
    }
  }

  /**
   * Whether {@code signature} is that of the key {@code point} over {@code hash}.
   *
   * @param point {@link #POINT} octets
   * @param hash {@link #HASH} octets
   * @param signature in DER, at most {@link #LONGEST_SIGNATURE} octets
   */
  public Outcome verifyP256(byte[] point, byte[] hash, byte[] signature) {
    if (point.length != POINT
        || hash.length != HASH
        || signature.length == 0
        || signature.length > LONGEST_SIGNATURE) {
      throw new IllegalArgumentException("not of these lengths");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Kernel.CALL_STATE);
      long key = duplicate.word(state, someKey, 0, 0);
      try {
        int verdict = key == 0 ? -1 : verdict(arena, key, point, hash, signature);
        if (verdict != 1) {
          clearErrors.with(state, 0);
        }
        return verdict == 1 ? Outcome.RIGHT : verdict == 0 ? Outcome.WRONG : Outcome.UNDECIDED;
      } finally {
        freeKey.with(state, key); // Nothing happens with 0.
      }
    }
  }

  /** 1 for a right signature, 0 for a wrong one, less when there is no verdict. */
  private int verdict(Arena arena, long key, byte[] point, byte[] hash, byte[] signature) {
    MemorySegment state = arena.allocate(Kernel.CALL_STATE);
    MemorySegment octets = arena.allocateFrom(ValueLayout.JAVA_BYTE, point);
    if (setPublicKey.with(state, key, octets.address(), POINT) != 1) {
      return -1;
    }
    long context = newContext.word(state, key, 0, 0);
    try {
      if (context == 0 || verifyInit.with(state, context) != 1) {
        return -1;
      }
      MemorySegment signed = arena.allocateFrom(ValueLayout.JAVA_BYTE, signature);
      MemorySegment hashed = arena.allocateFrom(ValueLayout.JAVA_BYTE, hash);
      return verify.withValue(state, context, signed.address(), signature.length, hashed);
    } finally {
      freeContext.with(state, context); // Nothing happens with 0.
    }
  }
}
