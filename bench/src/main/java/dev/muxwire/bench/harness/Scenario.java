package dev.muxwire.bench.harness;

import java.util.List;

/** Something that is measured, on Muxwire and beside it on its peers, within one run. */
public interface Scenario {
  /** What it is called on the command line and in reports. */
  String name();

  /** What it measures, in a line. */
  String summary();

  /** The systems that it knows how to run: Muxwire first, then the ceiling, then peers. */
  List<String> systems();

  /**
   * Measures, and tells the run what it found.
   *
   * @throws Exception it could not be measured: nothing is reported then
   */
  void measure(Run run) throws Exception;
}
