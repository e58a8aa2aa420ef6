package dev.muxwire.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** All programs that ever ran, by their terminal. */
final class Programs {
  private final Map<String, FakeProgram> byTerminal = new LinkedHashMap<>();

  void add(FakeProgram program) {
    byTerminal.put(program.terminalId(), program);
  }

  @Nullable FakeProgram find(String terminalId) {
    return byTerminal.get(terminalId);
  }

  List<FakeProgram> all() {
    return List.copyOf(byTerminal.values());
  }

  @Nullable FakeProgram any(SplittableRandom random) {
    List<FakeProgram> all = new ArrayList<>(byTerminal.values());
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }
}
