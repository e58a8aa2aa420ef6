package dev.muxwire.driver.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which cases must fail of which fault, and no others: a file, a line a fault. */
final class FaultTable {
  private static final String NAME = "faults.txt";
  private static final Path SOURCE = Path.of("src/test/resources/dev/muxwire/driver/faults", NAME);

  private FaultTable() {}

  static Map<String, Set<String>> read() throws IOException {
    try (InputStream in = FaultTable.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IOException("there is no " + NAME);
      }
      Map<String, Set<String>> table = new TreeMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(
              line -> {
                int colon = line.indexOf(':');
                table.put(
                    line.substring(0, colon),
                    new TreeSet<>(List.of(line.substring(colon + 1).strip().split("\\s+"))));
              });
      return table;
    }
  }

  /** Of each case only the fault that is most its own, and of each fault at least one case. */
  static Map<String, Set<String>> few(Map<String, Set<String>> table) {
    Map<String, Set<String>> few = new TreeMap<>();
    table.forEach(
        (fault, cases) -> {
          Set<String> own =
              cases.stream()
                  .filter(id -> fault.equals(mostItsOwn(id, table)))
                  .collect(Collectors.toCollection(TreeSet::new));
          few.put(fault, own.isEmpty() ? Set.of(cases.iterator().next()) : own);
        });
    return few;
  }

  private static String mostItsOwn(String id, Map<String, Set<String>> table) {
    return table.entrySet().stream()
        .filter(row -> row.getValue().contains(id))
        .min(Comparator.comparingInt(row -> row.getValue().size()))
        .orElseThrow()
        .getKey();
  }

  /** Writes the table anew, for a person to read its difference. */
  static void record(Map<String, Set<String>> table) throws IOException {
    StringBuilder text =
        new StringBuilder("# A client with this fault fails these cases, and no others.\n");
    table.forEach(
        (fault, cases) ->
            text.append(fault).append(": ").append(String.join(" ", cases)).append('\n'));
    Files.createDirectories(SOURCE.getParent());
    Files.writeString(SOURCE, text);
  }
}
