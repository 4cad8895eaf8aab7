package dev.xylem.config.text;

import java.util.List;
import java.util.function.Function;

/**
 * Where settings come from: each call describes one setting completely and returns its value. A
 * file answers with what it says, a description only listens.
 */
public interface Source {

  /** The settings below {@code key}. */
  Source section(String key, String meaning);

  /** One value; {@code standard} is its default, written as in the file. */
  <T> T value(String key, ValueType<T> type, String standard, String meaning);

  /** A list of values; {@code standard} is its default, each element written as in the file. */
  <T> List<T> list(String key, ValueType<T> type, List<String> standard, String meaning);

  /** One value that has no default; {@code example} is how it might be written. */
  <T> T required(String key, ValueType<T> type, String example, String meaning);

  /** A list of values that has no default; {@code example} is how one element might be written. */
  <T> List<T> requiredList(String key, ValueType<T> type, String example, String meaning);

  /** A list of groups of settings, empty by default; {@code reader} reads one. */
  <T> List<T> groups(String key, String meaning, Function<Source, T> reader);
}
