package dev.muxwire.conformance;

/**
 * What a case does and expects.
 *
 * @param <S> the scene that it plays on
 */
@FunctionalInterface
public interface Script<S> {
  /**
   * Plays it; returns if all was as required.
   *
   * @throws Breach if it was not
   * @throws Inapplicable if the implementation does not have what the case is about
   * @throws Exception which counts as a breach of all that the case is about
   */
  void play(S scene) throws Exception;
}
