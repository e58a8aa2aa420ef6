package dev.muxwire.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The table of which fault is caught by which cases: {@code bites.txt}. */
final class Bites {
  static final Path FILE =
      Path.of("src/test/resources/dev/muxwire/conformance/bites.txt").toAbsolutePath();

  private static final String INDENT = "    ";

  private final Map<String, Set<String>> casesByFault;

  Bites(Map<String, Set<String>> casesByFault) {
    this.casesByFault = casesByFault;
  }

  static Bites read() throws IOException {
    Map<String, Set<String>> table = new LinkedHashMap<>();
    Set<String> current = new TreeSet<>();
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith(INDENT)) {
        current.add(line.strip());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        current = new TreeSet<>();
        table.put(line.strip(), current);
      }
    }
    return new Bites(table);
  }

  void write() throws IOException {
    StringBuilder text =
        new StringBuilder(
            "# Each broken server, and the cases and watchers that catch it; recorded, see"
                + " docs/CONFORMANCE.md.\n");
    casesByFault.forEach(
        (fault, cases) -> {
          text.append('\n').append(fault).append('\n');
          cases.forEach(id -> text.append(INDENT).append(id).append('\n'));
        });
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, text);
  }

  Set<String> faults() {
    return casesByFault.keySet();
  }

  /** Cases that catch the fault; watchers left out. */
  Set<String> casesOf(String fault) {
    return casesByFault.getOrDefault(fault, Set.of()).stream()
        .filter(id -> !id.startsWith("watch/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<String> all() {
    return casesByFault.values().stream()
        .flatMap(Collection::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * For each case the faults that show best that it bites: those that the fewest cases catch.
   * Enough for a build; the whole table takes long.
   */
  Map<String, Set<String>> few(int faultsACase) {
    Map<String, List<String>> byCase = new LinkedHashMap<>();
    casesByFault.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().size()))
        .forEach(
            entry ->
                casesOf(entry.getKey())
                    .forEach(
                        id ->
                            byCase
                                .computeIfAbsent(id, i -> new ArrayList<>())
                                .add(entry.getKey())));
    Map<String, Set<String>> few = new LinkedHashMap<>();
    byCase.forEach(
        (id, faults) ->
            faults.stream()
                .limit(faultsACase)
                .forEach(fault -> few.computeIfAbsent(fault, f -> new TreeSet<>()).add(id)));
    return few;
  }
}
