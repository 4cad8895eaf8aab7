import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes the libraries in a folder quicker to start with; the build runs it on the copies that it ships. What is done already is
 * left alone.
 *
 * <ul>
 *   <li>Signatures go, and of manifests all that no class looks at: signed jars are verified at every start, their classes are
 *       left out of the ahead-of-time cache, and the JVM reads a manifest, of Bouncy Castle's nearly a megabyte, octet by octet.
 *       Maven has checked what it downloaded.
 *   <li>Of Bouncy Castle the JCE providers and post-quantum algorithms go, which nothing here reaches: five files in six.
 *   <li>Classes for Java 5 (picocli's) are brought to the format with stack maps: others are left out of the ahead-of-time cache.
 * </ul>
 */
final class Libraries {
  private static final List<String> KEPT =
      List.of("Multi-Release", "Automatic-Module-Name", "Implementation-Title", "Implementation-Version");
  private static final String NOT_REACHED = "org/bouncycastle/(jce|jcajce|pqc)/.*|META-INF/versions/\\d+/org/bouncycastle/.*";
  private static final String SIGNATURES = "META-INF/[^/]*\\.(SF|DSA|RSA|EC)";

  /** Java 6 brought stack maps. */
  private static final int FIRST_WITH_STACK_MAPS = 50;

  private static final int FORMAT = ClassFile.JAVA_17_VERSION;

  public static void main(String[] arguments) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
      for (Path jar : jars) {
        prepare(jar);
      }
    }
  }

  private static void prepare(Path jar) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Manifest manifest;
    try (var from = new JarFile(jar.toFile(), false)) {
      manifest = from.getManifest();
      for (var entries = from.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        boolean left = entry.isDirectory() || entry.getName().equals(JarFile.MANIFEST_NAME);
        if (!left && !entry.getName().matches(NOT_REACHED + "|" + SIGNATURES)) {
          try (InputStream octets = from.getInputStream(entry)) {
            files.put(entry.getName(), octets.readAllBytes());
          }
        }
      }
    }
    Path made = jar.resolveSibling(jar.getFileName() + ".new");
    try (var to = new ZipOutputStream(Files.newOutputStream(made))) {
      begin(to, JarFile.MANIFEST_NAME);
      reduced(manifest).write(to);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        begin(to, file.getKey());
        to.write(file.getKey().endsWith(".class") ? withStackMaps(file.getValue(), files) : file.getValue());
      }
    }
    Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The same time always: the same input makes the same jar. */
  private static void begin(ZipOutputStream to, String name) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
    to.putNextEntry(entry);
  }

  private static Manifest reduced(Manifest manifest) {
    var reduced = new Manifest();
    reduced.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    for (String name : KEPT) {
      String value = manifest == null ? null : manifest.getMainAttributes().getValue(name);
      if (value != null) {
        reduced.getMainAttributes().putValue(name, value);
      }
    }
    return reduced;
  }

  private static byte[] withStackMaps(byte[] octets, Map<String, byte[]> others) {
    int version = Byte.toUnsignedInt(octets[6]) << 8 | Byte.toUnsignedInt(octets[7]);
    if (version >= FIRST_WITH_STACK_MAPS) {
      return octets;
    }
    ClassHierarchyResolver ofJar =
        ClassHierarchyResolver.ofResourceParsing(
            type -> {
              String descriptor = type.descriptorString();
              byte[] found = others.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
              return found == null ? null : new ByteArrayInputStream(found);
            });
    var classes =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(ofJar.orElse(ClassHierarchyResolver.defaultResolver())));
    ClassTransform newer =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(FORMAT, 0);
          } else {
            builder.with(element);
          }
        };
    // Only what is written anew gets its stack maps.
    return classes.transformClass(
        classes.parse(octets), newer.andThen(ClassTransform.transformingMethodBodies((code, element) -> code.with(element))));
  }
}
