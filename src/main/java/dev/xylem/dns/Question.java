package dev.xylem.dns;

/**
 * What is asked (RFC 1035 §4.1.2). Equality ignores the letter case of the name.
 *
 * <p>The order has no meaning of its own. Questions are keys of hash tables and strangers choose
 * them: a table can search thousands of keys of one hash fast only when they have an order.
 */
public record Question(Name name, RrType type, RrClass rrClass) implements Comparable<Question> {

  /** A question of class IN. */
  public Question(Name name, RrType type) {
    this(name, type, RrClass.IN);
  }

  public Question withName(Name newName) {
    return new Question(newName, type, rrClass);
  }

  @Override
  public int compareTo(Question other) {
    int byName = name.compareTo(other.name);
    int byType = byName != 0 ? byName : Integer.compare(type.code(), other.type.code());
    return byType != 0 ? byType : Integer.compare(rrClass.code(), other.rrClass.code());
  }

  @Override
  public String toString() {
    return name + " " + rrClass + " " + type;
  }
}
