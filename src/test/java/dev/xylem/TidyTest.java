package dev.xylem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Sizes, names and leftovers: the house rules of style that a machine can check. */
class TidyTest {
  private static final int FUNCTION_LINES = 70;
  private static final int FILE_LINES = 500;
  private static final int PACKAGE_FILES = 20;

  /** The data model has one small file for each of its values. */
  private static final int DNS_FILES = 24;

  private static final int PARAMETERS = 5;
  private static final int SCRIPT_LINES = 40;

  private static final Path MAIN = Path.of("src/main/java");
  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile("(Util|Utils|Helper|Manager|Impl|Base)$|^Abstract[A-Z]");
  // Written in pieces, so that this file does not find itself.
  private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern MACHINE_PATH = Pattern.compile("/(wor" + "k|roo" + "t)/");

  private final List<String> untidy = new ArrayList<>();

  @Test
  void functionsAreSmallAndNamesSayWhatThingsAre() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var files = compiler.getStandardFileManager(null, Locale.ROOT, null);
    var sources = files.getJavaFileObjectsFromPaths(filesUnder("src", ".java"));
    var task = (JavacTask) compiler.getTask(null, files, null, null, null, sources);
    Trees trees = Trees.instance(task);
    for (CompilationUnitTree unit : task.parse()) {
      new Rules(unit, trees.getSourcePositions()).scan(unit, null);
    }
    checkNone();
  }

  @Test
  void filesAndPackagesAreSmallAndWithoutLeftovers() throws IOException {
    for (Path file : filesUnder("src", ".java")) {
      checkLines(file, FILE_LINES);
    }
    for (Path file : filesUnder("scripts", "")) {
      checkLines(file, SCRIPT_LINES);
    }
    for (String place : List.of("docs", "config")) {
      for (Path file : filesUnder(place, "")) {
        checkLines(file, Integer.MAX_VALUE);
      }
    }
    checkNone();
  }

  @Test
  void everyPackageHasItsDoorSign() throws IOException {
    List<Path> sources = filesUnder(MAIN.toString(), ".java");
    for (Path folder : sources.stream().map(Path::getParent).distinct().toList()) {
      Path sign = folder.resolve("package-info.java");
      String text = Files.exists(sign) ? Files.readString(sign) : "";
      require(text.contains("@NullMarked"), folder + " has no package-info with @NullMarked");
      long comment = text.lines().filter(line -> line.startsWith(" *")).count() - 1;
      require(comment >= 5 && comment <= 15, sign + ": a door sign has 5 to 15 lines");
      long files = sources.stream().filter(source -> folder.equals(source.getParent())).count() - 1;
      int most = folder.endsWith("xylem/dns") ? DNS_FILES : PACKAGE_FILES;
      require(files <= most, folder + " has " + files + " files");
    }
    checkNone();
  }

  private void checkLines(Path file, int most) throws IOException {
    List<String> lines = Files.readAllLines(file);
    require(lines.size() <= most, file + " has " + lines.size() + " lines");
    for (int i = 0; i < lines.size(); i++) {
      String place = file + ":" + (i + 1);
      require(!LEFTOVER.matcher(lines.get(i)).find(), place + " leaves something undone");
      require(!MACHINE_PATH.matcher(lines.get(i)).find(), place + " names a path of one machine");
    }
  }

  private void require(boolean kept, String message) {
    if (!kept) {
      untidy.add(message);
    }
  }

  private void checkNone() {
    assertEquals("", String.join("\n", untidy));
  }

  private static List<Path> filesUnder(String folder, String suffix) throws IOException {
    if (!Files.isDirectory(Path.of(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(suffix))
          .sorted()
          .toList();
    }
  }

  /** Checks one source file. */
  private final class Rules extends TreePathScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Rules(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      String name = type.getSimpleName().toString();
      require(!FORBIDDEN_NAME.matcher(name).find(), at(type) + name + " is no name");
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      String what = at(method) + method.getName();
      long lines = line(positions.getEndPosition(unit, method)) - line(start(method)) + 1;
      require(lines <= FUNCTION_LINES, what + " has " + lines + " lines");
      int parameters = isComponents(method) ? 0 : method.getParameters().size();
      require(parameters <= PARAMETERS, what + " has " + parameters + " parameters");
      boolean asks = method.getParameters().stream().anyMatch(Rules::isBoolean);
      require(!asks || !isPublic(method), what + " is public and has a boolean parameter");
      return super.visitMethod(method, null);
    }

    /** Whether the parameters of {@code method} are the components of a record. */
    private boolean isComponents(MethodTree method) {
      return method.getReturnType() == null && owner() == Kind.RECORD;
    }

    private boolean isPublic(MethodTree method) {
      Set<Modifier> modifiers = method.getModifiers().getFlags();
      boolean inInterface = owner() == Kind.INTERFACE;
      return !isComponents(method)
          && (modifiers.contains(Modifier.PUBLIC)
              || (inInterface && !modifiers.contains(Modifier.PRIVATE)));
    }

    private Kind owner() {
      return getCurrentPath().getParentPath().getLeaf().getKind();
    }

    private static boolean isBoolean(VariableTree parameter) {
      return List.of("boolean", "Boolean").contains(String.valueOf(parameter.getType()));
    }

    private String at(Tree tree) {
      return Path.of(unit.getSourceFile().toUri()).getFileName() + ":" + line(start(tree)) + ": ";
    }

    private long start(Tree tree) {
      return positions.getStartPosition(unit, tree);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
