package dev.xylem.dns.text;

import java.util.List;

/**
 * One entry of a zone file (RFC 1035 §5.1): its tokens, with comments gone and parentheses joined.
 *
 * @param line the number of the line on which it begins, from 1
 * @param indented whether that line begins with a blank: the owner is that of the entry before
 */
public record Entry(int line, boolean indented, List<Token> tokens) {
  public Entry {
    tokens = List.copyOf(tokens);
  }
}
