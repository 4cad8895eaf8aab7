package dev.xylem.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of the C library, or of another, that takes up to five words and returns an int, or a
 * length that fits into one; in the C library negative when it failed, and then {@code errno} says
 * why.
 *
 * <p>All are called as if they took five words: in the calling conventions of 64-bit x86 and ARM
 * words are passed in registers, a function does not look at registers beyond its parameters, nor
 * at the upper half of one that holds an int. So there is one shape, which is compiled once; a
 * shape for each took a third of a second of every start.
 */
@SuppressWarnings("restricted") // Calling the C library is what this class is for.
record Call(MemorySegment function) {
  private static final MethodHandle ANY =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.captureCallState("errno"));

  /** The function {@code name}. */
  static Call to(String name) {
    return new Call(Linker.nativeLinker().defaultLookup().findOrThrow(name));
  }

  /** The function {@code name} of another library. */
  static Call to(SymbolLookup library, String name) {
    return new Call(library.findOrThrow(name));
  }

  /** Calls it; {@code state} takes {@code errno}. */
  int with(MemorySegment state, long first) {
    return with(state, first, 0, 0, 0);
  }

  /** Calls it; {@code state} takes {@code errno}. */
  int with(MemorySegment state, long first, long second) {
    return with(state, first, second, 0, 0);
  }

  /** Calls it; {@code state} takes {@code errno}. */
  int with(MemorySegment state, long first, long second, long third) {
    return with(state, first, second, third, 0);
  }

  /** Calls it; {@code state} takes {@code errno}. A fifth word is 0. */
  int with(MemorySegment state, long first, long second, long third, long fourth) {
    try {
      return (int) (long) ANY.invokeExact(function, state, first, second, third, fourth, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Calls it for all of the word that it returns, such as a pointer. */
  long word(MemorySegment state, long first, long second, long third) {
    try {
      return (long) ANY.invokeExact(function, state, first, second, third, 0L, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Calls it; the last two words are where {@code value} is and how long it is. */
  int withValue(MemorySegment state, long first, long second, long third, MemorySegment value) {
    return all(state, first, second, third, value.address(), value.byteSize());
  }

  /**
   * Calls it; the last two words are where an int shall be written, at the begin of {@code result},
   * and where its length is, in the second half.
   */
  int withResult(MemorySegment state, long first, long second, long third, MemorySegment result) {
    return all(state, first, second, third, result.address(), result.address() + 4);
  }

  private int all(MemorySegment state, long... words) {
    try {
      return (int)
          (long) ANY.invokeExact(function, state, words[0], words[1], words[2], words[3], words[4]);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What a method handle throws cannot be anything we would have to deal with. */
  private static IllegalStateException unexpected(@Nullable Throwable thrown) {
    return new IllegalStateException("a call of a C function threw", thrown);
  }
}
