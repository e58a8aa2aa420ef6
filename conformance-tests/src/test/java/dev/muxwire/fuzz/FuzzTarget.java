package dev.muxwire.fuzz;

/** What an input is given to. */
@FunctionalInterface
interface FuzzTarget {
  /**
   * Takes one input; nothing of it may be left behind.
   *
   * @throws Exception anything that comes out is a finding
   */
  void accept(byte[] input) throws Exception;
}
