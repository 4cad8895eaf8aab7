package dev.xylem.dns;

/** What is asked (RFC 1035 §4.1.2). Equality ignores the letter case of the name. */
public record Question(Name name, RrType type, RrClass rrClass) {

  /** A question of class IN. */
  public Question(Name name, RrType type) {
    this(name, type, RrClass.IN);
  }

  public Question withName(Name newName) {
    return new Question(newName, type, rrClass);
  }

  @Override
  public String toString() {
    return name + " " + rrClass + " " + type;
  }
}
