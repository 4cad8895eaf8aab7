package dev.xylem.daemon;

import picocli.CommandLine.IVersionProvider;

/** Which Xylem this is. */
public final class Version implements IVersionProvider {

  /** {@code Xylem} and the version that was built; "development" when run from class files. */
  public static String text() {
    String built = Version.class.getPackage().getImplementationVersion();
    return "Xylem " + (built == null ? "development" : built);
  }

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }
}
