package dev.muxwire.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  @Test
  void noScenario_listsAllOfThem_withTheirSystems() {
    assertThat(run()).isZero();
    Scenarios.ALL.forEach(scenario -> assertThat(out.toString()).contains(scenario.name() + " "));
    assertThat(out.toString()).contains("on muxwire, raw-jetty");
  }

  @Test
  void unknownScenario_isRefused_andTheKnownOnesAreNamed() {
    assertThat(run("fan-out")).isEqualTo(2);
    assertThat(err.toString()).contains("no scenario 'fan-out'. There are: fanout");
  }

  @Test
  void unknownPeer_isRefused_andTheKnownOnesAreNamed() {
    assertThat(run("fanout", "--against", "nobody")).isEqualTo(2);
    assertThat(err.toString())
        .contains("fanout is not measured against 'nobody'. It is against: muxwire, raw-jetty");
  }
}
